import { createHash } from 'node:crypto'
import type { Frame, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toClientHash } from '../../src/domain/state-parameter.js'
import { LAUNCHES, usualRows } from './support/browsers.js'
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

/**
 * Whether the app's page has done what it does with a return: it has settled, or says something. In a window without a name of
 * its own: one would count as said before the page is there.
 */
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

/** What is put into a page: an `iframe` with these attributes, or another element that loads a page. */
type Framed = Readonly<Partial<Record<'tag' | 'src' | 'srcdoc' | 'data' | 'sandbox', string>>>

const blank: Framed = {}
const srcdoc: Framed = { srcdoc: '<body></body>' }
const data: Framed = { src: 'data:text/html,<body></body>' }
const stranger = (): Framed => ({ src: toStranger() })
// A path each: a page in two frames of itself is not loaded again.
const ours = (path = 'inner'): Framed => ({ src: `${site().app}/bare/${path}` })

/** Puts each of these into the one before, the first into the page, and gives the last of them when the app in it has settled. */
async function nest(page: Page, ...chain: readonly Framed[]): Promise<Frame> {
  let around = page.mainFrame()
  for (const framed of chain) {
    const before = around.childFrames()
    await around.evaluate(({ tag = 'iframe', ...attributes }) => {
      const frame = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value)
      return new Promise((resolve) => {
        frame.addEventListener('load', resolve, { once: true })
        document.body.append(frame)
      })
    }, framed)
    const find = () => around.childFrames().find((frame) => !before.includes(frame))
    await expect.poll(find).toBeDefined()
    const inner = find()
    if (!inner) throw new Error('It was there a moment ago')
    // The driver hears of a page in a frame by another way than of the `load` around it, and may still know the empty one.
    const isThere = (isBlank: boolean) =>
      document.readyState === 'complete' && (isBlank || location.href !== 'about:blank')
    await expect.poll(() => inner.evaluate(isThere, framed === blank).catch(() => false)).toBe(true)
    around = inner
  }
  await hasActed(around)
  return around
}

/** How a page fares that asks for a sign-in in each way: the user's `sub`, or the code of the refusal. */
const askForSignIn = (frame: Frame) =>
  frame.evaluate(async () => {
    const { auth } = window.latchkeyTest
    const ways = [
      () => auth.requireUser(),
      () => auth.signIn({ mode: 'silent' }),
      () => auth.signIn({ mode: 'popup' }),
      () => auth.signIn(),
    ]
    const told: string[] = []
    // One after the other: a newer one would take the older one's place.
    for (const ask of ways)
      told.push(
        await ask().then(
          ({ sub }) => sub,
          ({ code }) => code,
        ),
      )
    return told
  })

async function signInAndComeBack(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    Object.assign(window, { isLeaving: true })
    void window.latchkeyTest.auth.signIn()
  })
  const status = () =>
    frame.evaluate(() => !('isLeaving' in window) && window.latchkeyTest?.auth.state.status).catch(() => undefined)
  await expect.poll(status).toBe('signed-in')
}

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

describe.each(LAUNCHES)('in %s', (browser, launch) => {
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
    const windows = [
      ['p', SANDBOX, 'working'],
      ['p', `${SANDBOX} allow-same-origin`, 'blocked'],
      ['s', '', 'blocked'],
      ['s', SANDBOX, 'working'],
      ['r', SANDBOX, 'working'],
      ['p', '', 'working'],
      ['p', '', 'blocked'],
    ] as const
    it.each(usualRows(browser, windows, 3))(
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

    const frames = [
      ['p', '', 'blocked'],
      ['s', 'sandbox allow-scripts', 'working'],
      ['p', '', 'working'],
      ['s', '', 'blocked'],
      ['p', 'sandbox allow-scripts', 'working'],
    ] as const
    it.each(usualRows(browser, frames, 2))(
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

  const strange: readonly (readonly [string, () => readonly Framed[]])[] = [
    ['a frame of a stranger', () => [stranger(), ours()]],
    ["a stranger's `srcdoc`", () => [stranger(), srcdoc, ours()]],
    ["a stranger's `data:` frame", () => [stranger(), data, ours()]],
    ['a sandbox', () => [{ ...ours(), sandbox: 'allow-scripts allow-popups' }]],
    ["a frame of ours in a stranger's", () => [stranger(), ours('outer'), ours()]],
    ['an empty frame of a stranger', () => [stranger(), blank, ours()]],
    ["an `object` of a stranger's", () => [stranger(), { tag: 'object', data: `${site().app}/bare/inner` }]],
    [
      "a stranger's sandbox that lets origins be",
      () => [stranger(), { ...ours(), sandbox: 'allow-scripts allow-same-origin allow-popups' }],
    ],
    ['a `data:` frame', () => [data, ours()]],
    ['a sandboxed `srcdoc`', () => [{ ...srcdoc, sandbox: 'allow-scripts allow-popups' }, ours()]],
  ]
  it.each(usualRows(browser, strange, 4))(
    '12.1 our page in %s that stands in a page of ours begins no sign-in (R-A17)',
    async (_, toChain) => {
      const { context, openTab } = await open('working')
      const page = await openTab(`${site().app}/bare/`)
      const inner = await nest(page, ...toChain())

      const told = await askForSignIn(inner)

      // Chromium may say of a page in a `data:` frame that its context is not secure, which is looked at first.
      for (const code of told) expect(['sign-in-embedded', 'insecure-context']).toContain(code)
      expect(codes).toEqual([])
      await expect.poll(() => context.pages()).toEqual([page])
    },
  )

  const own: readonly (readonly [string, () => readonly Framed[]])[] = [
    ['a frame of ours', () => [ours()]],
    ['a `srcdoc` of ours', () => [srcdoc, ours()]],
    ['a frame of ours in another one', () => [ours('outer'), ours()]],
    ['an empty frame of ours', () => [blank, ours()]],
  ]
  it.each(usualRows(browser, own, 2))(
    '12.1 our page in %s, and no stranger around, signs in (R-A17)',
    async (_, toChain) => {
      const { openTab } = await open('working')
      const page = await openTab(`${site().app}/bare/`)
      const inner = await nest(page, ...toChain())

      const popup = await inner.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))
      const silent = await inner.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }))
      await signInAndComeBack(inner)

      expect([popup.sub, silent.sub]).toEqual(['ada', 'ada'])
      expect(inner.url()).toBe(`${site().app}/bare/inner`)
      expect(codes).toHaveLength(3)
    },
  )

  it('12.1 our page in a sandbox of ours that lets origins be signs in, with a popup where the browser allows it (R-A17)', async () => {
    const { openTab } = await open('working')
    const page = await openTab(`${site().app}/bare/`)
    const inner = await nest(page, { ...ours(), sandbox: 'allow-scripts allow-same-origin allow-popups' })

    const popup = await inner.evaluate(() =>
      window.latchkeyTest.auth.signIn({ mode: 'popup' }).then(
        ({ sub }) => sub,
        ({ code, message }) => `${code}: ${message}`,
      ),
    )
    await signInAndComeBack(inner)

    // Chromium's own error would have the authorization request in its message.
    expect(['ada', 'sign-in-popup-blocked: The browser blocked the popup']).toContain(popup)
  })

  it('12.1 a return is taken in a frame of ours, and not in one with a stranger around it (R-A17)', async () => {
    const { context, openTab } = await open('working')
    // As in a browser that has one store for an origin, whoever stands around its pages: there the attempt is at hand.
    await context.addInitScript((origin) => {
      if (location.origin !== origin || top === self) return
      for (const name of ['indexedDB', 'localStorage', 'sessionStorage'] as const) {
        const value = (top as Window & typeof globalThis)[name]
        Object.defineProperty(window, name, { configurable: true, value })
      }
    }, site().app)
    const tab = await openTab(`${site().app}/bare/`)
    await hasActed(tab.mainFrame())
    const asked = tab.waitForURL(`${site().provider.issuer}/authorize?*`)
    await tab.evaluate(() => void window.latchkeyTest.auth.signIn({ loginHint: 'wait' }))
    await asked
    const callback = await site().provider.authorize(new URL(tab.url()))
    const page = await openTab(`${site().app}/bare/`)
    await hasActed(page.mainFrame())
    const toFate = (frame: Frame) =>
      frame.evaluate(() => {
        const { user, error } = window.latchkeyTest.auth.state
        return error?.code ?? user?.sub
      })

    const refused = await nest(page, stranger(), { src: callback })
    const fate = await toFate(refused)
    const exchanges = site().provider.requests.filter(({ endpoint }) => endpoint === 'token')
    const taken = await nest(page, { src: callback })

    expect(fate).toBe('callback-unknown-state')
    expect(exchanges).toEqual([])
    expect(await toFate(taken)).toBe('ada')
  })

  it('12.1 a window that a stranger opens from their frame in our page signs in on its own (R-A17)', async () => {
    const { context, openTab } = await open('working')
    const page = await openTab(`${site().app}/bare/`)
    const inner = await nest(page, stranger(), ours())
    const opened = context.waitForEvent('page')
    await inner
      .parentFrame()
      ?.evaluate((url) => void Object.assign(window, { popup: window.open(url) }), forge('r', 'bare'))
    const popup = await opened
    await hasActed(popup.mainFrame())

    const forged = await popup.evaluate(() => window.latchkeyTest.auth.state.error?.code)
    const user = await popup.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }))

    expect(forged).toBe('callback-unknown-state')
    expect(user.sub).toBe('ada')
    expect(codes).toHaveLength(2)
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

  it.each(usualRows(browser, ['p', 's', 'r'], 1))(
    '12.12 a link with our mark and the letter %s stops no page of ours',
    async (letter) => {
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
    },
  )
})
