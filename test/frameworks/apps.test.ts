import { describe } from 'vitest'
import { FRAMEWORKS } from '../../tools/apps.mjs'
import { BROWSERS } from '../browser/support/browsers.js'
import { tellBuiltAppStory } from '../browser/support/built-app-story.js'

const browsers = Object.keys(BROWSERS) as (keyof typeof BROWSERS)[]

// They are built by the part `apps`, which comes before. In Chromium every day, with the browser tests.
describe.each(FRAMEWORKS.flatMap((name) => browsers.map((browser) => [name, browser] as const)))(
  'the to-do app in %s, in %s',
  tellBuiltAppStory,
)
