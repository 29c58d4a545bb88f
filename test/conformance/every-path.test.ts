import { describe, expect, it, vi } from 'vitest'
import { APP, CLIENT_ID, type Home, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { toIdTokenRows } from '../support/id-token-rows.js'
import type { OpenedWindow, Overrides } from '../support/tab.js'
import { later, until } from '../support/until.js'

vi.setConfig({ testTimeout: 60_000 })

// No option, parameter or metadata value switches a validation off: each of these, with every ID token that must be refused.
const { wrong } = toIdTokenRows(ISSUER, CLIENT_ID)

/** Lets time pass, a second at a time, until something has come of it: chunks are loaded in real time. */
async function settled<Value>({ world }: Home, work: Promise<Value>): Promise<Value> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  for (let seconds = 0; seconds < 9 && !isDone; seconds += 1) {
    await world.advanceSeconds(1)
    await later()
  }
  return work
}

// Before any row: the first row must not wait longer than the others.
await Promise.all([
  import('../../src/auth/sign-in-and-access.js'),
  import('../../src/sign-in/popup.js'),
  import('../../src/session/own-store.js'),
])

const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  revocation_endpoint: `${ISSUER}/revoke`,
  // None of these says that something need not be checked.
  id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'],
  require_auth_time: false,
  skip_validation: true,
}

const OPTIONS: readonly (readonly [string, Overrides | ((home: Home) => Overrides)])[] = [
  ['a fetch of its own', ({ world, tab }) => ({ fetch: (input, init) => world.network.send(tab, input, init) })],
  ['a way to leave of its own', ({ tab }) => ({ leave: (url) => void tab.departures.push(url) })],
  ['the issuer as an object', { issuer: METADATA }],
  ['scopes of its own', { scopes: ['profile'] }],
  ['apis with tokens of their own', { apis: { files: { url: 'https://files.example.com/', resource: 'urn:files' } } }],
  ['no apis', { apis: {} }],
  ['a profile', { profile: toSchema() }],
  ['persistence tab', { persistence: 'tab' }],
  ['a long session', { sessionLifetimeSeconds: 31_536_000 }],
  ['idle', { idle: { signOutAfterSeconds: 600 } }],
  ['dpop', { dpop: true }],
  ['par', { par: true }],
  ['strict', { strict: true }],
  [
    'parameters',
    { authorizationParams: { display: 'page', skip_validation: 'true', id_token_signed_response_alg: 'none' } },
  ],
  ['initiateLogin', { initiateLogin: '/login' }],
  ['onReturn', { onReturn: () => undefined }],
  ['log', { log: () => undefined }],
]

/** A schema that takes anything. */
function toSchema() {
  const validate = (value: unknown) => ({ value })
  return { '~standard': { version: 1 as const, vendor: 'test', validate } }
}

describe.each(OPTIONS)('with %s', (_, option) => {
  it(`refuses each of ${wrong.length} wrong ID tokens, as without`, async () => {
    const taken: string[] = []
    for (const [what, lie] of wrong) {
      const home = setUp()
      home.tab.auth(typeof option === 'function' ? option(home) : option)
      home.provider.lie(lie)
      const { state } = await signIn(home.tab, home.provider)
      if (state.status !== 'signed-out' || !/^(id-token-|token-invalid|discovery-)/.test(state.error?.code ?? ''))
        taken.push(what)
      if (home.calls().length) taken.push(`${what}: called`)
    }

    expect(taken).toEqual([])
  })
})

describe('through a popup and a silent frame (R-I26, R-W02)', () => {
  it(`refuses each of ${wrong.length} wrong ID tokens in a popup`, async () => {
    const taken: string[] = []
    for (const [what, lie] of wrong) {
      const home = setUp()
      const auth = home.tab.auth()
      await auth.ready
      const code = auth.signIn({ mode: 'popup' }).then(
        () => 'signed in',
        (error) => error.code,
      )
      await until(() => home.tab.windows[0]?.url, 'the popup to leave')
      home.provider.lie(lie)
      const popup = home.tab.windows[0] as OpenedWindow
      const page = popup.goTo(await home.provider.authorize(String(popup.url)))
      page.auth()
      await until(() => page.isClosed, 'the popup to have done its part')
      if (!/^(id-token-|token-invalid)/.test(await settled(home, code)) || auth.state.status !== 'signed-out')
        taken.push(what)
    }

    expect(taken).toEqual([])
  })

  it.each(['browser', 'memory'] as const)(
    `refuses each of ${wrong.length} wrong ID tokens in a frame: %s`,
    async (persistence) => {
      const taken: string[] = []
      for (const [what, lie] of wrong) {
        const home = setUp({ auth: { persistence } })
        const auth = home.tab.auth()
        // Nobody is signed in at the provider: what memory restores from.
        await settled(home, auth.ready)
        home.provider.signIn('ada')
        home.provider.lie(lie)
        const code = auth.signIn({ mode: 'silent' }).then(
          () => 'signed in',
          (error) => error.code,
        )
        if (!/^(id-token-|token-invalid)/.test(await settled(home, code)) || auth.state.status !== 'signed-out')
          taken.push(what)
      }

      expect(taken).toEqual([])
    },
  )
})

describe('two issuers on one origin, one of them hostile (R-C06, R-D07)', () => {
  const EVIL = 'https://evil.example.com'

  /** An app with an honest and a hostile provider; the metadata of the latter may name anything. */
  async function setUpTwo(metadata: (document: Record<string, unknown>) => Record<string, unknown>) {
    const honest = setUp({ provider: { redirectUri: [`${APP}/`, `${APP}/evil`] } })
    const { createTestProvider } = await import('latchkey/testing')
    const evil = createTestProvider({
      issuer: EVIL,
      clientId: CLIENT_ID,
      redirectUri: `${APP}/evil`,
      ownKeys: true,
      now: () => honest.world.time,
    })
    evil.lie({ discovery: (document) => metadata(document) })
    honest.world.serveProvider(evil)
    const tab = honest.world.openTab()
    const auth = tab.auth({ issuer: EVIL, redirectUri: '/evil' })
    await auth.ready
    return { ...honest, evil, tab, auth }
  }

  /** Everything that the hostile side was sent, as text. */
  const sentToEvil = ({ world }: Awaited<ReturnType<typeof setUpTwo>>) =>
    world.network.to(EVIL).map(({ url, body, headers }) => `${url} ${body} ${[...headers].join()}`)

  it('the metadata sends the user to the honest one: its code goes nowhere', async () => {
    const home = await setUpTwo((document) => ({ ...document, authorization_endpoint: `${ISSUER}/authorize` }))
    const leaving = home.auth.signIn()
    leaving.catch(() => undefined)
    const url = await until(() => home.tab.departures[0], 'the page to leave')
    const back = await home.provider.authorize(url)
    home.tab.goTo(back)
    const auth = home.tab.auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-out', error: { code: 'callback-issuer' } })
    expect(home.evil.requests.filter(({ endpoint }) => endpoint === 'token')).toEqual([])
    expect(sentToEvil(home).join()).not.toContain(new URL(back).searchParams.get('code'))
  })

  it('…also when the honest one names no issuer in its returns: the redirect address tells them apart', async () => {
    const home = await setUpTwo((document) => ({ ...document, authorization_endpoint: `${ISSUER}/authorize` }))
    home.provider.lie({ callback: (url) => url.searchParams.delete('iss') })
    const leaving = home.auth.signIn()
    leaving.catch(() => undefined)
    const url = new URL(await until(() => home.tab.departures[0], 'the page to leave'))
    // What a hostile provider can do: have the honest one send its answer to the honest address.
    url.searchParams.set('redirect_uri', `${APP}/`)
    home.tab.goTo(await home.provider.authorize(url))
    const auth = home.tab.auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-out', error: { code: 'callback-redirect-uri' } })
    expect(home.evil.requests.filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })

  it('the metadata names the honest token endpoint: nobody is signed in, and nothing of the honest session moves', async () => {
    const home = await setUpTwo((document) => ({
      ...document,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/jwks`,
    }))
    const url = await visitProvider(home.tab, home.evil)
    home.tab.goTo(url)

    expect(await home.tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'token-code-rejected' } })
    expect(home.seen('token').map(({ parameters }) => parameters['refresh_token'])).toEqual([undefined])
  })

  it.each(['token_endpoint', 'jwks_uri', 'userinfo_endpoint', 'revocation_endpoint', 'end_session_endpoint'])(
    'the metadata names %s on this machine: refused before leaving',
    async (endpoint) => {
      const home = await setUpTwo((document) => ({ ...document, [endpoint]: 'http://127.0.0.1/token' }))

      await expect(home.auth.signIn()).rejects.toMatchObject({ code: 'discovery-endpoint', details: { endpoint } })
      expect(home.world.network.to('http://127.0.0.1')).toEqual([])
    },
  )

  it('the metadata calls itself the honest issuer: refused', async () => {
    const home = await setUpTwo((document) => ({ ...document, issuer: ISSUER }))

    await expect(home.auth.signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })
  })

  it('its tokens say they are of the honest one: refused by issuer and by key', async () => {
    const home = await setUpTwo((document) => document)
    home.evil.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, iss: ISSUER } }) })
    home.tab.goTo(await visitProvider(home.tab, home.evil))

    expect(await home.tab.auth().ready).toMatchObject({ error: { code: 'id-token-claim', details: { claim: 'iss' } } })
  })

  it('both sign in side by side, each to its own', async () => {
    const home = await setUpTwo((document) => document)
    home.tab.goTo(await visitProvider(home.tab, home.evil))
    await home.tab.auth().ready
    const other = home.world.openTab()
    const honest = await signIn(other, home.provider)

    expect(home.tab.auth().state).toMatchObject({ status: 'signed-in', user: { iss: EVIL } })
    expect(honest.state).toMatchObject({ status: 'signed-in', user: { iss: ISSUER } })
    await honest.fetch('https://calendar.example.com/v1/events')
    const token = home.calls()[0]?.headers.get('authorization')?.slice(7) ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(sentToEvil(home).join()).not.toContain(token)
  })
})

describe('key sets that change (R-D12)', () => {
  const ROTATIONS: readonly (readonly [string, (home: Home) => Promise<unknown>])[] = [
    ['a new kid', ({ provider }) => provider.rotateKeys({ withdraw: true })],
    [
      'the same kid with a new key',
      async ({ provider }) => {
        const [{ kid = '' } = {}] = (await provider.keys()).keys
        return provider.rotateKeys({ kid, withdraw: true })
      },
    ],
    ['a new key beside the old one', ({ provider }) => provider.rotateKeys()],
  ]
  const nameless = {
    idToken: ({
      header: { kid: _, ...header },
      ...token
    }: {
      header: Record<string, unknown>
      claims: Record<string, unknown>
    }) => ({ ...token, header }),
  }

  it.each(ROTATIONS)('%s, prefetched before: the honest sign-in succeeds after one fresh fetch', async (_, rotate) => {
    const home = await setUpSignedIn()
    const url = await visitProvider(home.tab, home.provider, { options: { prompt: 'login' } })
    // The set that the return fetches is the old one: a cache in between that has not heard of the rotation.
    const old = await home.provider.keys()
    await rotate(home)
    let fetched = 0
    home.provider.lie({
      respond: (endpoint) => (endpoint === 'jwks' && fetched++ === 0 ? Response.json(old) : undefined),
    })
    home.tab.goTo(url)

    expect(await home.tab.auth().ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(home.tab.auth().state.error).toBeUndefined()
    expect(fetched).toBe(2)
  })

  it.each(ROTATIONS)('%s: a forged token is refused, however often the keys are fetched', async (_, rotate) => {
    const home = setUp()
    const url = await visitProvider(home.tab, home.provider)
    await rotate(home)
    home.provider.lie({ idToken: (token) => ({ ...token, key: 'foreign' }) })
    home.tab.goTo(url)

    expect(await home.tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'id-token-signature' } })
    expect(home.seen('jwks')).toHaveLength(2)
  })

  it('a token without kid is taken after a rotation while one key is published', async () => {
    const home = setUp()
    await home.provider.rotateKeys({ withdraw: true })
    home.provider.lie(nameless)

    expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
  })
})
