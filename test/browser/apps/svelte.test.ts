import { describe } from 'vitest'
import { tellBuiltAppStory } from '../support/built-app-story.js'

describe('the to-do app in Svelte, in Chromium', () => tellBuiltAppStory('svelte', 'Chromium'))
