import { type AuthFixtureOptions, FixtureError, interceptAuth } from 'latchkey/testing/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { useTestApp } from './support/app-alone.js'
import { USUAL_BROWSERS } from './support/browsers.js'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const ISSUER = 'https://id.example.com'
const API = 'http://api.localhost:4000'
const EVENTS = `${API}/v1/events`
const ADA = { sub: 'ada', name: 'Ada Lovelace' }
const GRACE = { sub: 'grace', name: 'Grace Hopper' }

type SignIn = NonNullable<AuthFixtureOptions['signIn']>

const app = useTestApp({ issuer: ISSUER, api: API })
const name = (page: Page) => page.locator('#who').textContent()

describe.each(USUAL_BROWSERS)('16.4: what the fixture answers in %s', (_, { launch, meant }) => {
  const newProfile = useProfiles(launch, new RegExp(`${meant.source}|Failed to fetch|NetworkError|AbortError|aborted`))

  async function open(path = '/plain/', options: Partial<AuthFixtureOptions> = {}) {
    const { context } = await newProfile()
    const url = app() + path
    const auth = await interceptAuth(context, {
      issuer: ISSUER,
      clientId: 'test-app',
      url,
      redirectUri: path,
      signIn: pressSignIn,
      ...options,
    })
    return { auth, context, url, page: await context.newPage() }
  }
  const press = (page: Page) => page.evaluate(() => void window.latchkeyTest.auth.signIn())
  const pressSignIn: SignIn = (page) => see(page as Page, 'signed-out').then(() => press(page as Page))
  const asked = (
    { provider }: { readonly provider: Awaited<ReturnType<typeof open>>['auth']['provider'] },
    prompt: string,
  ) => provider.requests.filter(({ parameters }) => parameters['prompt'] === prompt)

  it('signs in by a popup, and the page stays where it is', async () => {
    const { auth, page, url } = await open()
    await page.goto(url)
    await see(page, 'signed-out')
    auth.provider.signIn(GRACE)

    const user = await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))

    expect(user.name).toBe('Grace Hopper')
    expect(page.url()).toBe(url)
    auth.close()
  })

  it('restores a session of memory alone by a silent frame, and knows when nobody is there', async () => {
    const { auth, page, url } = await open('/memory/')
    await auth.signedInAs(ADA)
    const presses = auth.provider.requests.filter(
      ({ endpoint, parameters }) => endpoint === 'authorization' && parameters['prompt'] === undefined,
    )
    const load = async () => {
      await page.goto(url)
      return (await page.waitForFunction(() => document.body.dataset['auth']?.match(/^signed-.*/)?.[0])).jsonValue()
    }

    // A frame that a busy machine shows too late is given up after ten seconds: the next page load asks again.
    await expect.poll(load).toBe('signed-in')
    const restored = await name(page)
    auth.provider.endSessions()
    await page.goto(url)
    await see(page, 'signed-out')

    // No press waits for its button any more: it would come when the user is signed out.
    expect(presses).toHaveLength(1)
    expect(restored).toBe('Ada Lovelace')
    expect(asked(auth, 'none').length).toBeGreaterThan(1)
    auth.close()
  })

  it('leaves a session of one tab in that tab', async () => {
    const { auth, context, page, url } = await open('/tab/')
    await auth.signedInAs(ADA)

    await page.goto(url)
    await see(page, 'signed-in')
    const other = await context.newPage()
    await other.goto(url)

    await see(other, 'signed-out')
    auth.close()
  })

  it('has the pages of one context share a session, and two contexts at a time share nothing', async () => {
    const first = await open()
    const second = await open()

    await Promise.all([first.auth.signedInAs(ADA), second.auth.signedInAs(GRACE)])
    const other = await first.context.newPage()
    await other.goto(first.url)
    await see(other, 'signed-in')

    expect(await Promise.all([first.page, other, second.page].map(name))).toEqual([ADA.name, ADA.name, GRACE.name])
    await other.evaluate(() => void window.latchkeyTest.auth.signOut())
    await see(first.page, 'signed-out')
    await see(second.page, 'signed-in')
    first.auth.close()
    second.auth.close()
  })

  it('refuses at an API what a real one refuses, and lets the page read why', async () => {
    const { auth, page } = await open()
    let idToken = ''
    auth.provider.lie({
      sign(signed, { header }) {
        if (header['typ'] === 'JWT') idToken = signed
        return signed
      },
    })
    const events = auth.api(EVENTS, { scopes: ['events.read'] }, () => ({ json: {} }))
    auth.api(`${API}/v1/mail`, { audience: 'https://mail.example.com' }, () => ({ json: {} }))
    await auth.signedInAs(ADA)

    const own = (url: string) =>
      page.evaluate(async (address) => {
        const { status, headers } = await window.latchkeyTest.auth.fetch(address)
        return `${status} ${headers.get('www-authenticate')}`
      }, url)
    const withIdToken = await page.evaluate(
      async ([url = '', token]) => {
        const { status, headers } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
        return `${status} ${headers.get('www-authenticate')}`
      },
      [EVENTS, idToken],
    )

    expect(idToken).not.toBe('')
    expect(withIdToken).toMatch(/^401 .*This is an ID token/)
    expect(await own(EVENTS)).toMatch(/^403 .*error="insufficient_scope".*scope="events.read"/)
    expect(await own(`${API}/v1/mail`)).toMatch(/^401 .*another API/)
    expect(events.map(({ status }) => status)).toEqual([401, 403])
    auth.close()
  })

  it('does not carry out a call from an origin that an API does not know', async () => {
    const { auth, page } = await open()
    let carriedOut = 0
    const answer = () => {
      carriedOut += 1
      return { json: {} }
    }
    auth.api(EVENTS, { origins: [] }, answer)
    auth.api(`${API}/v1/open`, {}, answer)
    await auth.signedInAs(ADA)
    const call = (url: string) =>
      page.evaluate((address) => window.latchkeyTest.auth.fetch(address).then(({ status }) => status, String), url)

    expect(await call(EVENTS)).toMatch(/TypeError|AuthError/)
    expect(carriedOut).toBe(0)
    expect(await call(`${API}/v1/open`)).toBe(200)
    auth.close()
  })

  it.each([
    ['issuer-mismatch', { issuer: 'https://other.example.com' }, `authFixture({ issuer: '${ISSUER}' })`],
    ['client-mismatch', { clientId: 'other' }, "authFixture({ clientId: 'test-app' })"],
    ['redirect-uri-unknown', { redirectUri: '/elsewhere/' }, '/plain/'],
  ] as const)('says by %s what the fixture has to be told', async (code, options, advice) => {
    const { auth } = await open('/plain/', options)

    const failure = await auth.signedInAs(ADA).catch((error) => error)

    expect(failure).toBeInstanceOf(FixtureError)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(advice) })
  })

  it('keeps a token from an API that nobody declared, and says what to write', async () => {
    const { auth, page } = await open()
    await auth.signedInAs(ADA)

    const call = await page.evaluate(
      (url) => window.latchkeyTest.auth.fetch(url).then(({ status }) => status, String),
      `${EVENTS}?secret=1`,
    )

    expect(call).toMatch(/TypeError|AuthError/)
    expect(() => auth.close()).toThrow(expect.objectContaining({ code: 'api-undeclared' }))
    expect(() => auth.close()).not.toThrow()
  })

  it('says that a page does not sign in by itself, that somebody is there already, and that the test is over', async () => {
    const { auth, context } = await open('/plain/', { signIn: async () => {}, longestSignInMs: 1_000 })
    const codeOf = (work: Promise<void>) => work.catch(({ code }) => code)

    const idle = await codeOf(auth.signedInAs(ADA))
    const other = await open()
    await other.auth.signedInAs(ADA)
    const again = await codeOf(other.auth.signedInAs(GRACE))
    await context.close()
    const late = await codeOf(auth.signedInAs(ADA))

    expect([idle, again, late]).toEqual(['sign-in-not-started', 'already-signed-in', 'context-closed'])
  })
})

it('16.4: asks where the app is, where nothing says so', async () => {
  const context = {} as Parameters<typeof interceptAuth>[0]

  await expect(interceptAuth(context, { issuer: ISSUER, clientId: 'test-app' })).rejects.toThrow(/baseURL/)
})
