import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startElsewhere } from '../../demo/server/start-elsewhere.js'
import { launchHeadlessShell } from '../../tools/browser.mjs'
import { prepareKeycloak } from '../../tools/providers.mjs'
import { play, STEPS } from '../support/play-elsewhere.js'

// What `npm start -- --provider keycloak --check` plays; the others are in test/browser/elsewhere.test.ts.

const folder = prepareKeycloak()

describe.skipIf(folder === undefined)('17.4: the to-do app', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchHeadlessShell()
  })
  afterAll(() => browser?.close())

  it('signs in at Keycloak, and adds, lists and deletes an entry; only the access token opens the calendar', async () => {
    if (folder === undefined) throw new Error('Keycloak needs Java and Maven')
    const demo = await startElsewhere({ provider: 'keycloak', folder })
    onTestFinished(demo.close)

    expect(await play(demo, browser)).toEqual(STEPS)
  })
})
