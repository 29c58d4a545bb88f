import { createHash } from 'node:crypto'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toClientHash } from '../../src/domain/state-parameter.js'
import { launchChromium, launchFirefox } from '../../tools/browser.mjs'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'

const site = useSite()

const SANDBOX = 'sandbox allow-scripts allow-popups'
const VERIFIER = 'the-strangers-own-verifier-which-is-long-enough-for-pkce'

/** Codes that the provider gave out. */
let codes: string[] = []
let stop: () => void = () => undefined
beforeEach(() => {
  codes = []
  stop = site().provider.lie({
    // No lie: it only listens.
    callback: (url) => void codes.push(url.searchParams.get('code') ?? ''),
  })
})
afterEach(() => stop())

/** An authorization request of a stranger: our mark and client, a page of ours to come back to, and a verifier of their own. */
function forge(letter: string, page: string): string {
  const url = new URL(`${site().provider.issuer}/authorize`)
  url.search = `${new URLSearchParams({
    response_type: 'code',
    client_id: 'test-app',
    redirect_uri: `${site().app}/${page}/`,
    scope: 'openid',
    state: `${toClientHash(site().provider.issuer, 'test-app')}.${letter}.of-a-stranger`,
    nonce: 'of-a-stranger',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  })}`
  return url.href
}

const toStranger = (policy = '') =>
  `http://stranger.localhost:${site().otherPort}/stranger?policy=${encodeURIComponent(policy)}`

/** Whether the app's page has done what it does with a return: it has settled, or says something. */
const hasActed = (frame: Frame) =>
  expect
    .poll(
      () =>
        frame
          .evaluate(() => window.name !== '' || (window.latchkeyTest?.auth.state.status ?? 'pending') !== 'pending')
          .catch(() => frame.page().isClosed()),
      { interval: 20 },
    )
    .toBe(true)

/** What a stranger can read of a window that shows the app, as who opened it. */
const peek = (stranger: Page) =>
  stranger.evaluate(() => {
    const popup = (window as unknown as { readonly popup: Record<PropertyKey, unknown> }).popup
    const names = ['name', 'history', 'document', 'latchkey return', 'sessionStorage', 'performance']
    return names.map((name) => {
      try {
        return JSON.stringify(popup[name]) ?? typeof popup[name]
      } catch (error) {
        return (error as Error).name
      }
    })
  })

/** What a window tells whoever has navigated it to themselves. */
const lootOf = (frame: Frame) =>
  frame.evaluate(() => {
    const stores = (['sessionStorage', 'localStorage'] as const).map((name) => {
      try {
        return { ...window[name] }
      } catch {
        return 'blocked'
      }
    })
    return JSON.stringify([
      window.name,
      history.state,
      document.referrer,
      stores,
      performance.getEntries().map(({ name }) => name),
    ])
  })

describe.each<[string, () => Promise<Browser>]>([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('in %s', (_, launch) => {
  // A page in an opaque origin is refused much, and says so.
  const newProfile = useProfiles(launch, /Content Security Policy|sandbox|insecure|SecurityError/i)

  /** A profile in which the app's origin keeps nothing, or everything. */
  async function open(store: 'blocked' | 'working') {
    const profile = await newProfile()
    if (store === 'blocked') {
      await profile.context.addInitScript((origin) => {
        if (location.origin !== origin) return
        IDBFactory.prototype.open = () => {
          throw new DOMException('blocked', 'SecurityError')
        }
      }, site().app)
    }
    return profile
  }

  describe('12.1 a stranger who starts an authorization with our mark and their own verifier', () => {
    it.each([
      ['p', SANDBOX, 'working'],
      ['s', SANDBOX, 'working'],
      ['r', SANDBOX, 'working'],
      ['p', `${SANDBOX} allow-same-origin`, 'blocked'],
      ['p', '', 'working'],
      ['p', '', 'blocked'],
      ['s', '', 'blocked'],
    ] as const)(
      'gets no code out of a window: letter %s, policy "%s", store %s (R-W01)',
      async (letter, policy, store) => {
        const { context, openTab } = await open(store)
        const stranger = await openTab(toStranger(policy))
        const opened = context.waitForEvent('page')
        await stranger.evaluate(
          (url) => void Object.assign(window, { popup: window.open(url) }),
          forge(letter, 'plain'),
        )
        const popup = await opened
        await hasActed(popup.mainFrame())
        expect(codes).toHaveLength(1)
        const [code = 'none'] = codes

        const seen = await peek(stranger)
        await stranger.evaluate((url) => {
          ;(window as unknown as { readonly popup: Window }).popup.location.href = url
        }, toStranger())

        // A page that is not ours to stop has not been stopped, nor closed.
        expect(popup.isClosed()).toBe(false)
        await popup.waitForURL(/stranger\.localhost/)
        expect(JSON.stringify(seen)).not.toContain(code)
        expect(await lootOf(popup.mainFrame())).not.toContain(code)
      },
    )

    it.each([
      ['p', '', 'working'],
      ['p', '', 'blocked'],
      ['s', '', 'blocked'],
      ['p', 'sandbox allow-scripts', 'working'],
      ['s', 'sandbox allow-scripts', 'working'],
    ] as const)(
      'gets no code out of a frame: letter %s, policy "%s", store %s (R-W01)',
      async (letter, policy, store) => {
        const { openTab } = await open(store)
        const stranger = await openTab(toStranger(policy))
        await stranger.evaluate(
          (url) => {
            const frame = Object.assign(document.createElement('iframe'), { src: url })
            document.body.append(frame)
            Object.assign(window, { popup: frame.contentWindow })
          },
          forge(letter, 'bare'),
        )
        await expect.poll(() => stranger.frames().length).toBe(2)
        const [, frame] = stranger.frames()
        if (!frame) throw new Error('There are two frames')
        await hasActed(frame)
        const [code = 'none'] = codes

        const seen = await peek(stranger)
        await stranger.evaluate((url) => {
          ;(window as unknown as { readonly popup: Window }).popup.location.href = url
        }, toStranger())
        await frame.waitForURL(/stranger\.localhost/)

        expect(codes).toEqual([code])
        expect(JSON.stringify(seen)).not.toContain(code)
        expect(await lootOf(frame)).not.toContain(code)
      },
    )
  })

  it.each([
    ['plain', 'the documented policy'],
    ['coop', 'Cross-Origin-Opener-Policy, which its relayUri has not'],
  ])('12.1 our own popup works where the browser keeps nothing: /%s/, with %s (F-60)', async (name) => {
    const { context, openTab } = await open('blocked')
    const page = await openTab(`${site().app}/${name}/`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')
    const opened = context.waitForEvent('page')
    const user = page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))
    const popup = await opened

    expect(await user).toMatchObject({ sub: 'ada' })
    await expect.poll(() => popup.isClosed()).toBe(true)
    expect(await page.evaluate(() => window.name)).toBe('')
  })

  it('12.1 our own popup works with Cross-Origin-Opener-Policy, and so does a silent sign-in (R-W03)', async () => {
    const { openTab } = await open('working')
    const page = await openTab(`${site().app}/coop/`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')

    expect(await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))).toMatchObject({ sub: 'ada' })
    expect(await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }))).toMatchObject({ sub: 'ada' })
  })

  it.each(['p', 's', 'r'])('12.12 a link with our mark and the letter %s stops no page of ours', async (letter) => {
    const { openTab } = await open('working')
    const page = await openTab()
    const mark = toClientHash(site().provider.issuer, 'test-app')
    await page.goto(`${site().app}/plain/?state=${mark}.${letter}.x&code=1`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')

    const told = await page.evaluate(() => window.latchkeyTest.auth.state.error?.code)

    expect(told).toBe('callback-unknown-state')
    expect(page.url()).toBe(`${site().app}/plain/`)
    // What `stop` would have cut off, and `close` ended.
    expect(await page.evaluate(() => document.readyState)).toBe('complete')
    expect(page.isClosed()).toBe(false)
  })
})
