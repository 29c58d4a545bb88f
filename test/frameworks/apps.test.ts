import { describe } from 'vitest'
import { FRAMEWORKS } from '../../tools/apps.mjs'
import { tellBuiltAppStory } from '../browser/support/built-app-story.js'

// In Chromium each is played with the browser tests.
describe.each(FRAMEWORKS)('the to-do app in %s, in Firefox', (name) => tellBuiltAppStory(name, 'Firefox'))
