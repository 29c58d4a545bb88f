import { describe } from 'vitest'
import { builtApp, FRAMEWORKS } from '../../tools/apps.mjs'
import { launchChromium } from '../../tools/browser.mjs'
import { tellAppStory } from '../browser/support/app-story.js'
import { useDemo } from '../browser/support/demo.js'
import { useProfiles } from '../browser/support/profiles.js'

// A handler that hands `signIn` over and shows `state.error` leaves a rejection that nobody caught.
const MEANT = /^The provider cannot be reached$/

// They are built by the part `apps`, which comes before.
describe.each(FRAMEWORKS)('the to-do app in %s', (name) => {
  tellAppStory(useDemo({ framework: { name, folder: builtApp(name) } }), useProfiles(launchChromium, MEANT))
})
