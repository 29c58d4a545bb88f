import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { findChromium, launchOptions } from '../../tools/browser.mjs'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode, signOutFromCode } from './support/test-app.js'

// Playwright switches the back/forward cache off; these tests are about it.
const newProfile = useProfiles(() =>
  chromium.launch({
    ...launchOptions(findChromium()),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  }),
)
const site = useSite()

interface Sight {
  readonly when: 'pageshow' | 'first frame'
  readonly isPersisted: boolean
  readonly status: string
  readonly shown: string
}

describe('a page from the back/forward cache', () => {
  it('shows nobody on its first frame when the user signed out in another tab meanwhile (R-L07)', async () => {
    const profile = await newProfile()
    const sights: Sight[] = []
    await profile.context.exposeBinding('note', (_source, sight: Sight) => sights.push(sight))
    const page = await profile.openTab(`${site().app}/plain/`)
    await signInFromCode(page)
    const other = await profile.openTab(`${site().app}/plain/`)
    await see(other, 'signed-in')
    // A message would evict the frozen page from the cache. One that is lost is the harder case: nothing tells it.
    await other.evaluate(() => {
      BroadcastChannel.prototype.postMessage = () => undefined
    })
    await page.evaluate(() => {
      const { note } = window as unknown as { readonly note: (sight: object) => void }
      addEventListener('pageshow', ({ persisted }) => {
        const look = (when: string) =>
          note({
            when,
            isPersisted: persisted,
            status: window.latchkeyTest.auth.state.status,
            shown: document.body.textContent ?? '',
          })
        look('pageshow')
        requestAnimationFrame(() => look('first frame'))
      })
    })

    await page.goto(`${site().app}/elsewhere`)
    await signOutFromCode(other)
    await page.goBack({ waitUntil: 'commit' })
    await see(page, 'signed-out')

    await expect.poll(() => sights.map(({ when }) => when)).toEqual(['pageshow', 'first frame'])
    expect(sights.every(({ isPersisted }) => isPersisted)).toBe(true)
    expect(sights.map(({ status }) => status)).not.toContain('signed-in')
    expect(sights.map(({ shown }) => shown.trim())).toEqual(['', ''])
  })

  it('shows the user again when nothing has changed', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/plain/`)
    await signInFromCode(page)
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }))

    await page.goto(`${site().app}/elsewhere`)
    await page.goBack({ waitUntil: 'commit' })
    await see(page, 'signed-in')

    expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true)
    expect(await page.locator('#who').textContent()).toBe('Ada Lovelace')
  })

  it('can sign in again after the user came back from the provider with the back button', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(`${site().app}/plain/`)
    await see(page, 'signed-out')
    // The provider's page, where the user changes their mind.
    await page.route(`${site().provider.issuer}/authorize?*`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Who are you?</title>' }),
    )
    await page.evaluate(() => void window.latchkeyTest.auth.signIn())
    await page.waitForURL(`${site().provider.issuer}/authorize?*`)
    await page.unrouteAll()
    await page.goBack({ waitUntil: 'commit' })
    await see(page, 'signed-out')

    await signInFromCode(page)

    expect(await page.locator('#who').textContent()).toBe('Ada Lovelace')
  })
})
