import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../tools/browser.mjs'
import { BROWSERS } from './support/browsers.js'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

const ENGINES = {
  ...BROWSERS,
  // The driver has Chromium leave storage as one, and of several such lists the last counts: so it is as its users have it.
  Chromium: { ...BROWSERS.Chromium, launch: () => launchChromium(['--disable-features=Translate']) },
}

describe.each(Object.entries(ENGINES))('front-channel logout, with real pages and frames (%s)', (_, browser) => {
  const newProfile = useProfiles(browser.launch, browser.meant)
  const site = useSite()
  let sid = ''
  let stop: () => void = () => undefined
  beforeEach(() => {
    stop = site().provider.lie({
      // No lie: it only listens.
      idToken: (token) => {
        sid = `${token.claims['sid']}`
        return token
      },
    })
  })
  afterEach(() => stop())

  /** Puts the page of the app into a frame of this one, as a provider does, and gives what became of it. */
  async function frame(page: Page, told: Readonly<Record<string, string>>): Promise<string> {
    const src = `${site().app}/front-channel/?${new URLSearchParams(told)}`
    await page.evaluate((address) => {
      document.body.replaceChildren(Object.assign(document.createElement('iframe'), { src: address }))
    }, src)
    const find = () => page.frames().find((one) => one.url() === src)
    await expect
      .poll(() =>
        find()
          ?.title()
          .catch(() => ''),
      )
      .toMatch(/./)
    return (await find()?.title()) ?? ''
  }

  async function setUp(providerHost: string) {
    const profile = await newProfile()
    const app = await profile.openTab(`${site().app}/plain/`)
    await signInFromCode(app)
    const provider = await profile.openTab(`http://${providerHost}:${site().apiPort}/stranger`)
    return { app, provider }
  }

  it('signs out where provider and app are of one site, and nobody who does not know the sid (R-L08, C-43)', async () => {
    const { app, provider } = await setUp('localhost')
    const iss = site().provider.issuer
    const before = site().provider.requests.length

    const foreign = await frame(provider, { iss, sid: `${sid}x` })
    const bare = await frame(provider, { iss })
    await see(app, 'signed-in')
    const known = await frame(provider, { iss, sid })
    await see(app, 'signed-out')

    expect([foreign, bare, known]).toEqual(['other-session', 'invalid-request', 'signed-out'])
    expect(await app.evaluate(() => window.latchkeyTest.auth.state.reason)).toBe('elsewhere')
    expect(site().provider.requests.length).toBe(before)
    await app.goto(`${site().app}/front-channel/?${new URLSearchParams({ iss, sid })}`)
    await expect.poll(() => app.title()).toBe('not-framed')
  })

  it('finds a storage of its own under another site: the session stands (R-L08)', async () => {
    const { app, provider } = await setUp('stranger.localhost')

    expect(await frame(provider, { iss: site().provider.issuer, sid })).toBe('no-session')
    await app.reload()
    await see(app, 'signed-in')
  })
})
