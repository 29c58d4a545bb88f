import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  askedOfProvider,
  askedSince,
  CODE_EXCHANGE,
  comeToConsent,
  holdReturn,
  see,
  seeCalendar,
  useDemo,
} from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const newProfile = useProfiles()
const demo = useDemo()

const DISCOVERY = 'GET /.well-known/openid-configuration'
const KEYS = 'GET /jwks'

/** Signed out, loaded, and with nothing left to do: what the page asks for by itself has been asked for. */
async function settle(page: Page): Promise<void> {
  await see(page, 'signed-out')
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => resolve())))
}

describe('a page that is opened', () => {
  it('asks nothing of the provider by itself', async () => {
    const page = await (await newProfile()).openTab()
    const before = demo().requests.length

    await page.goto(demo().app)
    await settle(page)

    expect(askedSince(demo(), before)).toEqual([])
  })

  it('fetches the metadata when the pointer comes near the button, and not again at the click', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await settle(page)
    const before = demo().requests.length

    await page.getByTestId('sign-in').hover()
    await expect.poll(() => askedOfProvider(demo(), before)).toEqual([DISCOVERY])
    // A connection for the visit, with the page's policy as strict as it is; the page shows no more of it than the origin.
    await page.locator(`link[rel=preconnect][href="${demo().provider}"]`).waitFor({ state: 'attached' })
    await page.getByTestId('sign-in').click()
    await page.getByTestId('persona-ada').waitFor()

    expect(askedOfProvider(demo(), before).filter((entry) => entry === DISCOVERY)).toHaveLength(1)
  })

  it('fetches the metadata when the focus comes near the button', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await settle(page)
    const before = demo().requests.length

    await page.getByTestId('sign-in').focus()

    await expect.poll(() => askedOfProvider(demo(), before)).toEqual([DISCOVERY])
  })
})

describe('a page that comes back from the provider', () => {
  it('makes one token request and one key request until the user is there, and no other', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await comeToConsent(page)
    const address = await holdReturn(page, demo())
    const before = demo().requests.length

    await page.goto(address)
    await see(page, 'signed-in')
    await seeCalendar(page)

    expect([...askedOfProvider(demo(), before)].sort()).toEqual([KEYS, CODE_EXCHANGE])
  })

  it('fetches the keys beside the token request, without waiting for its answer', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await comeToConsent(page)
    const address = await holdReturn(page, demo())
    const before = demo().requests.length
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(`${demo().provider}/token`, async (route) => {
      await released
      await route.continue()
    })

    const asked = page.waitForRequest(`${demo().provider}/token`)
    await page.goto(address)
    await asked
    // The token request is held back, and the keys are there all the same.
    await expect.poll(() => askedOfProvider(demo(), before)).toEqual([KEYS])
    expect(await page.locator('body').getAttribute('data-auth')).toBe('pending')
    release()

    await see(page, 'signed-in')
    expect(askedOfProvider(demo(), before)).toEqual([KEYS, CODE_EXCHANGE])
  })
})
