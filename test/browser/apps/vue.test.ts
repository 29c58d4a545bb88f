import { describe } from 'vitest'
import { tellBuiltAppStory } from '../support/built-app-story.js'

describe('the to-do app in Vue, in Chromium', () => tellBuiltAppStory('vue', 'Chromium'))
