import { describe, expect, it } from 'vitest'
import { toConfig } from '../../src/client/to-config.js'
import { explain } from '../../src/development/explain.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { API, develop, ISSUER, ORIGIN, settle, told } from '../support/developer.js'
import { departure, type Home, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import type { Options } from '../support/tab.js'

// What providers written by others answer, as they were seen to, and the sentence that helps.

/** The line that says what was found out by asking once more. */
const found = async (home: Home, code: string): Promise<string> =>
  / {2}found (.*)/.exec(await told(home, code))?.[1] ?? ''

/** A server that answers, and whose answers have no CORS headers: a preflight and a readable answer fail alike. */
const unreadable = (request: Request): Response => {
  if (request.mode !== 'no-cors') throw new TypeError('Failed to fetch')
  return new Response('{"error":"Realm does not exist"}', { status: 404 })
}

describe('a provider that cannot be asked', () => {
  it('14.B10: whose realm is wrong is not told to be a matter of CORS alone (S2: Keycloak, a 404 without CORS)', async () => {
    const home = setUp(develop())
    home.world.serve(ISSUER, unreadable)
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    const text = await told(home, 'discovery-unreachable')
    const [first = ''] = / {2}do {3}(.*)/.exec(text)?.slice(1) ?? []
    expect(first).toMatch(
      /in a tab\. If it shows 404 .* a realm .* is wrong \(Keycloak: https:\/\/host\/realms\/name\)/,
    )
    expect(first).toContain('no CORS headers')
    expect(text).not.toContain('answers, so it is CORS')
    expect(await found(home, 'discovery-unreachable')).toMatch(
      /error in a tab \(404\), its path is wrong.*If it shows JSON, it is CORS/,
    )
  })

  it('14.B10: that says "later" is not told to be a matter of CORS', async () => {
    const home = setUp(develop())
    home.provider.lie({
      respond: (endpoint) => (endpoint === 'discovery' ? new Response('', { status: 503 }) : undefined),
    })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home, 'discovery-unreachable')).toMatch(/answers this page with status 503/)
  })

  it.each([
    ['status 404', () => new Response('', { status: 404 }), /its status 404 is not 200/],
    [
      'type text/html',
      () => new Response('<p>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      /content-type is 'text\/html'/,
    ],
    ['type text/plain', () => new Response(JSON.stringify({ issuer: ISSUER })), /content-type is 'text\/plain'/],
    ['type unknown', () => new Response('{}', { headers: { 'content-type': '"' } }), /content-type is 'unknown'/],
    ['body', () => new Response('{', { headers: { 'content-type': 'application/json' } }), /body is no JSON object/],
    ['body', () => Response.json([]), /body is no JSON object/],
    ['redirected', () => new Response('', { status: 302, headers: { location: '/login' } }), /it is a redirect/],
    ['too-large', () => Response.json({ text: 'x'.repeat(2_000_000) }), /its size is over 1 MiB/],
  ])(
    '14.A7: whose metadata are none says which of status, type, body and size it was: %s',
    async (why, answer, words) => {
      const home = setUp(develop())
      home.provider.lie({ respond: (endpoint) => (endpoint === 'discovery' ? answer() : undefined) })

      await expect(home.tab.auth().signIn()).rejects.toMatchObject({
        code: 'discovery-invalid',
        details: { why },
        message: `The answer is no provider metadata: ${why}`,
      })
      expect(await told(home, 'discovery-invalid')).toMatch(words)
    },
  )

  it('14.B10: without an endpoint for what the options ask is not told to be no good for browsers (S1)', async () => {
    const home = setUp(develop({ auth: { par: true } }))
    home.provider.lie({ discovery: ({ pushed_authorization_request_endpoint: _, ...document }) => document })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unsupported' })

    const text = await told(home, 'discovery-unsupported')
    expect(text).toContain('leave par away')
    expect(text).not.toContain('cannot do what a browser app needs')
  })
})

describe('bound tokens', () => {
  it('14.B10: at a provider that gives bearer tokens: leave dpop away (S3)', async () => {
    const home = setUp(develop({ auth: { dpop: true } }))
    home.provider.lie('no-dpop')
    const { state } = await signIn(home.tab, home.provider)

    expect(state.error).toMatchObject({ code: 'token-invalid', details: { why: 'token_type' } })
    const text = await told(home, 'token-invalid')
    expect(text).toMatch(
      /'Bearer' is of a provider that does no DPoP for 'todo-spa'.*dpop_signing_alg_values_supported.*leave dpop away/,
    )
    expect(text).not.toMatch(/mTLS/)
  })

  it('14.B10: at a provider that does not announce them: it is said before the page leaves, and not where it does (S3)', async () => {
    for (const isAnnounced of [false, true]) {
      const home = setUp(develop({ auth: { dpop: true } }))
      if (!isAnnounced) home.provider.lie('no-dpop')
      const before: unknown[] = []
      home.tab.auth().on('problem', ({ code }) => before.push(code))

      await departure(home.tab, () => home.tab.auth().signIn())
      await home.world.rest()

      expect(before).toEqual(isAnnounced ? [] : ['dpop-unannounced'])
      if (!isAnnounced) expect(await told(home, 'dpop-unannounced')).toMatch(/Leave dpop away/)
    }
  })

  it('14.B10: that come without being asked for: set dpop', async () => {
    const home = setUp(develop())
    home.provider.lie({ tokenResponse: (body) => ({ ...body, token_type: 'DPoP' }) })
    await signIn(home.tab, home.provider)

    expect(await told(home, 'token-invalid')).toMatch(/set dpop: true/)
  })

  /** A provider that is readable by this origin, and allows no header DPoP. */
  async function refuseHeader(home: Home): Promise<void> {
    const address = await visitProvider(home.tab, home.provider)
    home.world.serve(ISSUER, (request) => {
      if (request.headers.has('dpop')) throw new TypeError('Failed to fetch')
      return request.method === 'GET' && request.url.endsWith('/token')
        ? new Response('', { status: 405 })
        : home.provider.fetch(request)
    })
    home.tab.goTo(address)
    await home.tab.auth().ready
  }

  it('14.B10: whose header CORS does not allow: the header is named, not the origin (S4: Hydra, zitadel)', async () => {
    const home = setUp(develop({ auth: { dpop: true } }))
    await refuseHeader(home)

    const text = await told(home, 'token-unreachable')
    expect(/ {2}do {3}(.*)/.exec(text)?.[1]).toMatch(
      /header DPoP.*Access-Control-Allow-Headers: DPoP.*also where the origin is allowed/,
    )
    expect(await found(home, 'token-unreachable')).toMatch(/so the origin is allowed\. What is not is the header DPoP/)
  })

  it('14.B10: and without dpop the header is no matter', async () => {
    const home = setUp(develop())
    const address = await visitProvider(home.tab, home.provider)
    home.world.serve(ISSUER, unreadable)
    home.tab.goTo(address)
    await home.tab.auth().ready

    expect(await told(home, 'token-unreachable')).not.toContain('DPoP')
    expect(await found(home, 'token-unreachable')).toMatch(/answers, so it is CORS/)
  })

  it('14.B10: whose nonce is hidden: the header to expose, not the grant type (S1: Glewlwyd)', async () => {
    const home = setUp(develop({ auth: { dpop: true } }))
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ error: 'use_dpop_nonce' }, { status: 400 }) : undefined,
    })
    await signIn(home.tab, home.provider)

    const text = await told(home, 'token-refused')
    expect(text).toContain('Access-Control-Expose-Headers: DPoP-Nonce')
    expect(text).not.toContain('grant type authorization_code')
  })
})

describe('a client that must do more', () => {
  it.each([
    ['invalid_request', 'DPoP proof is missing', {}, 'set dpop: true'],
    ['invalid_dpop_proof', undefined, {}, 'set dpop: true'],
    ['invalid_dpop_proof', 'DPoP proof has expired', { dpop: true }, 'compare the clocks'],
    [
      'invalid_request',
      "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
      {},
      'Entra: register the redirect URI http://localhost:8080/ under the platform type "SPA"',
    ],
    [
      'invalid_client',
      "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
      {},
      'platform type "SPA"',
    ],
  ])('14.B10, 14.A7: says so at the token endpoint: %s (%s), and is told what to set (S5)', async (...given) => {
    const [error, error_description, auth, words] = given
    const home = setUp(develop({ auth }))
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ error, error_description }, { status: 400 }) : undefined,
    })
    const { state } = await signIn(home.tab, home.provider)

    const text = await told(home, `${state.error?.code}`)
    expect(/ {2}do {3}(.*)/.exec(text)?.[1]).toContain(words)
    expect(text).not.toContain('grant type authorization_code')
    if (error_description) expect(text).toContain(error_description.slice(0, 50))
  })

  it('14.B10: a refusal that names none of these is told as before', async () => {
    const home = setUp(develop())
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? Response.json({ error: 'unauthorized_client' }, { status: 400 }) : undefined,
    })
    await signIn(home.tab, home.provider)

    expect(await told(home, 'token-client-refused')).toContain('a public client')
  })

  it('14.B10: says so in the return: push the parameters (S5: Keycloak)', async () => {
    const home = setUp(develop())
    const address = new URL(await visitProvider(home.tab, home.provider))
    address.searchParams.delete('code')
    address.searchParams.set('error', 'invalid_request')
    address.searchParams.set('error_description', 'Pushed Authorization Request is only allowed.')
    home.tab.goTo(address.href)
    await home.tab.auth().ready

    const text = await told(home, 'sign-in-refused')
    expect(text).toContain('The provider said invalid_request (Pushed Authorization Request is only allowed.).')
    expect(/ {2}do {3}(.*)/.exec(text)?.[1]).toContain('set par: true')
    expect(text).not.toContain('Extra parameters')
  })
})

describe('pushed parameters', () => {
  it('14.B10: that are answered with a redirect to a sign-in page want a secret (S10: Spring)', async () => {
    const home = setUp(develop({ auth: { par: true } }))
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'par' ? new Response('', { status: 302, headers: { location: '/login' } }) : undefined,
    })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'par-invalid',
      details: { why: 'redirected' },
    })

    expect(/ {2}do {3}(.*)/.exec(await told(home, 'par-invalid'))?.[1]).toMatch(
      /no client without a secret .*leave par away/,
    )
  })

  it('14.B10: that get no answer are told as CORS is elsewhere, with what was found (S13: Keycloak)', async () => {
    const home = setUp(develop({ auth: { par: true } }))
    await home.tab.auth().ready
    home.world.serve(ISSUER, (request) =>
      request.url.endsWith('/par') ? unreadable(request) : home.provider.fetch(request),
    )
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'par-unavailable',
      details: { url: `${ISSUER}/par`, status: undefined },
    })

    const text = await told(home, 'par-unavailable')
    expect(text).toMatch(/allow the origin http:\/\/localhost:8080 for http:\/\/localhost:9000\/par/)
    expect(text).not.toContain('when it passes')
    expect(await found(home, 'par-unavailable')).toMatch(/answers, so it is CORS/)
  })

  it('14.B10: that are answered with 503 pass', async () => {
    const home = setUp(develop({ auth: { par: true } }))
    home.provider.lie({ respond: (endpoint) => (endpoint === 'par' ? new Response('', { status: 503 }) : undefined) })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'par-unavailable' })

    const text = await told(home, 'par-unavailable')
    expect(text).toContain('when it passes')
    expect(text).not.toMatch(/CORS| found /)
  })
})

describe('a sign-out', () => {
  const without = (name: string): Home['provider']['lie'] extends (lie: infer Told) => unknown ? Told : never => ({
    discovery: ({ [name]: _, ...document }) => document,
  })

  async function signOutWithout(names: readonly string[], options?: { provider: false }) {
    const home = setUp(develop())
    for (const name of names) home.provider.lie(without(name))
    const auth = await signIn(home.tab, home.provider)
    await settle(home)
    if (names.includes('end_session_endpoint') || options) await auth.signOut(options)
    else await departure(home.tab, () => auth.signOut())
    await settle(home)
    const problems = home.tab.events.flatMap((event) => (event.type === 'problem' ? [event.code] : []))
    return { home, problems }
  }

  it('14.B10: at a provider without a logout page says that its session goes on (S6: django, Google, Auth0)', async () => {
    const { home, problems } = await signOutWithout(['end_session_endpoint'])

    expect(problems).toEqual(['no-logout-page'])
    expect(await told(home, 'no-logout-page')).toMatch(
      /the session of the provider goes on, and the next sign-in may bring the same user back without asking[\s\S]*prompt: 'login'.*'select_account'/,
    )
  })

  it('14.B10: at a provider that revokes nothing says that the refresh token lives on (S6: LemonLDAP, Microsoft)', async () => {
    const { home, problems } = await signOutWithout(['revocation_endpoint'])

    expect(problems).toEqual(['no-revocation'])
    expect(await told(home, 'no-revocation')).toContain('the refresh token lives on')
  })

  it('14.B10: that is for here alone, or has all it needs, says nothing', async () => {
    expect((await signOutWithout(['end_session_endpoint'], { provider: false })).problems).toEqual([])
    expect((await signOutWithout([])).problems).toEqual([])
  })

  it('14.B10: says nothing in production', async () => {
    const home = await setUpSignedIn()
    home.provider.lie(without('end_session_endpoint'))
    await home.auth.signOut({ provider: false })

    expect(home.tab.events).not.toContainEqual(expect.objectContaining({ code: 'no-logout-page' }))
  })
})

describe('a sign-in without the user', () => {
  /** Lets seconds pass until something has come of it. */
  async function passUntil<Value>({ world }: Home, outcome: Promise<Value>): Promise<Value> {
    let isOver = false
    const over = outcome.finally(() => {
      isOver = true
    })
    while (!isOver) await world.advanceSeconds(1)
    return over
  }

  it('14.B10: that the app asks for and nobody answers is explained (S7)', async () => {
    const home = setUp(develop())
    home.world.allowsFrames = false
    const auth = home.tab.auth()
    await auth.ready
    const failed = auth.signIn({ mode: 'silent' }).catch((error) => error.code)

    expect(await passUntil(home, failed)).toBe('sign-in-no-answer')
    const text = await told(home, 'sign-in-no-answer')
    expect(text).toMatch(/within 10 s\. The provider was asked in a frame, without the user/)
    expect(text).not.toContain('persistence')
  })

  it("14.B10: that nobody answers explains the ten seconds of persistence: 'memory' (S8)", async () => {
    const home = setUp(develop({ auth: { persistence: 'memory' } }))
    home.world.allowsFrames = false
    const state = await passUntil(home, home.tab.auth().ready)

    expect(state).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect(await told(home, 'sign-in-no-answer')).toMatch(
      /With persistence: 'memory' the first load of each tab asks the provider in a frame/,
    )
    expect(home.tab.events).not.toContainEqual(expect.objectContaining({ type: 'problem' }))
  })

  it('14.B10: that the provider answers with login_required is no news', async () => {
    const home = setUp(develop({ auth: { persistence: 'memory' } }))
    const state = await passUntil(home, home.tab.auth().ready)
    await settle(home)

    expect(state).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect(home.tab.warnings).toEqual([])
  })
})

describe('a session without a refresh token', () => {
  it('14.B10: is asked for silently where the provider answers in a frame (S9: Spring)', async () => {
    const home = setUp(develop())
    home.provider.lie({ tokenResponse: ({ refresh_token: _, ...body }) => body })
    await signIn(home.tab, home.provider)

    const text = await told(home, 'no-refresh-token')
    expect(text).toMatch(
      /asked in a frame, without the user .*its cookie must reach the frame.*otherwise the user has to sign in again/,
    )
    expect(text).toContain('Spring Authorization Server gives public clients no refresh token')
  })

  it('14.B10: that was asked for names the consent that some want (S9: oidc-provider)', () => {
    expect(explain('no-refresh-token', config({ scopes: ['openid', 'offline_access'] }))).toMatch(
      /only when the user consents.*prompt: 'login consent' does/,
    )
  })
})

describe('a call that follows no redirect', () => {
  const serve = (home: Home, answer: (request: Request) => Response) => home.world.serve(API, answer)
  const moved = (): Response => new Response('', { status: 308, headers: { location: `${API}events/` } })
  /** What `fetch` does with a redirect. */
  const asFetch = (answer: () => Response, isReadable: boolean) => (request: Request) => {
    const { mode, redirect } = request
    if (redirect === 'error' || (mode !== 'no-cors' && !isReadable)) throw new TypeError('Failed to fetch')
    return redirect === 'manual' ? answer() : new Response('[]')
  }

  it.each([
    [{ dpop: true }, {}],
    [{}, { redirect: 'error' }],
    [{ apis: { calendar: { url: API }, mail: { url: 'http://localhost:8081/v2/' } } }, {}],
  ] as const)('14.A7: and is redirected is not told to be a matter of CORS: %j, %j', async (auth, init) => {
    const home = await setUpSignedIn(develop({ auth }))
    await settle(home)
    serve(home, asFetch(moved, true))
    await expect(home.auth.fetch(`${API}events?secret=1`, init)).rejects.toThrow(TypeError)

    expect(await found(home, 'api-unreachable')).toBe(
      'http://localhost:8081 answers with a redirect, and this call follows none: call the address that it leads to.',
    )
    const probes = home.world.network.to(API).filter(({ headers }) => !headers.has('authorization'))
    expect(probes.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${API}events`, `GET ${API}events`])
  })

  it('14.A7: and whose answer cannot be read may be either', async () => {
    const home = await setUpSignedIn(develop({ auth: { dpop: true } }))
    await settle(home)
    serve(home, asFetch(moved, false))
    await expect(home.auth.fetch(`${API}events`)).rejects.toThrow(TypeError)

    expect(await found(home, 'api-unreachable')).toMatch(
      /with a redirect, which this call does not follow .*or it is CORS/,
    )
  })

  it('14.A7: and one that follows them is told as CORS or a path that is wrong', async () => {
    const home = await setUpSignedIn(develop())
    await settle(home)
    serve(
      home,
      asFetch(() => new Response('[]'), false),
    )
    await expect(home.auth.fetch(`${API}events`)).rejects.toThrow(TypeError)

    expect(await found(home, 'api-unreachable')).toMatch(
      /error in a tab \(404\), its path is wrong.*If it shows JSON, it is CORS/,
    )
  })

  it('14.A7: and writes is not sent again to find out', async () => {
    const home = await setUpSignedIn(develop({ auth: { dpop: true } }))
    await settle(home)
    serve(home, asFetch(moved, true))
    await expect(home.auth.fetch(`${API}events`, { method: 'POST', body: 'x' })).rejects.toThrow(TypeError)
    await told(home, 'api-unreachable')

    const probes = home.world.network.to(API).filter(({ headers }) => !headers.has('authorization'))
    expect(probes.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${API}`])
  })
})

describe('cryptography that is not there', () => {
  const tell = (origin: string) =>
    explain(toAuthError('insecure-context', 'The page is not a secure context'), config(), origin)

  it.each(['http://localhost:3000', 'https://todo.example.com', 'http://127.0.0.1', 'http://[::1]:80'])(
    '14.A7: on %s is named as what it is: jsdom has no crypto.subtle',
    (origin) => {
      expect(tell(origin)).toMatch(
        /\[insecure-context\] crypto\.subtle is missing\n.*jsdom has none\.\n.*latchkey\/testing/,
      )
      expect(tell(origin)).not.toContain('Serve the app over https:')
    },
  )

  it('14.A7: on a page that is not secure: https', () => {
    expect(tell('http://todo.example.com')).toContain('Serve the app over https:, or open it on localhost.')
  })

  it('14.A7: is told by the page itself', async () => {
    const home = setUp(develop())
    const tab = home.world.openTab(ORIGIN, { isSecure: false })
    await tab.auth().ready

    expect(await told({ ...home, tab }, 'insecure-context')).toContain('crypto.subtle is missing')
  })
})

function config(options: Partial<Options> = {}) {
  return toConfig({ issuer: ISSUER, clientId: 'todo-spa', ...options }, setUp({ origin: ORIGIN }).tab.platform)[0]
}
