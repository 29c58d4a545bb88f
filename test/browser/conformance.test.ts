import type { Lie } from 'latchkey/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toIdTokenRows } from '../support/id-token-rows.js'
import { LAUNCHES } from './support/browsers.js'
import { useSite } from './support/site.js'

const site = useSite()

/** What a provider, or whoever is between, may do to the address that the user comes back to; and what it must be called. */
const RETURNS: readonly (readonly [string, (url: URL) => void, string])[] = [
  ['a second code (R-C01)', ({ searchParams }) => searchParams.append('code', 'x'), 'callback-parameter'],
  [
    'a second state (R-C01)',
    ({ searchParams }) => searchParams.append('state', searchParams.get('state') ?? ''),
    'callback-parameter',
  ],
  ['no code (R-C01)', ({ searchParams }) => searchParams.delete('code'), 'callback-parameter'],
  ['another issuer (R-C04)', ({ searchParams }) => searchParams.set('iss', 'https://evil.example'), 'callback-issuer'],
  ['an empty issuer (R-C05)', ({ searchParams }) => searchParams.set('iss', ''), 'callback-issuer'],
  ['no issuer (R-C04)', ({ searchParams }) => searchParams.delete('iss'), 'callback-issuer'],
  ['an access token (R-C13)', ({ searchParams }) => searchParams.set('access_token', 'x'), 'callback-parameter'],
  ['an ID token (R-C13)', ({ searchParams }) => searchParams.set('id_token', 'x'), 'callback-parameter'],
  ['a JARM response (R-C14)', ({ searchParams }) => searchParams.set('response', 'x.y.z'), 'callback-parameter'],
  ['an error (R-C07)', ({ searchParams }) => searchParams.set('error', 'access_denied'), 'sign-in-denied'],
  [
    'the state of nobody (R-C02)',
    ({ searchParams }) => searchParams.set('state', `${(searchParams.get('state') ?? '').slice(0, -4)}AAAA`),
    'callback-unknown-state',
  ],
  [
    'another path (R-C15)',
    (url) => {
      url.pathname = '/plain/elsewhere'
    },
    'callback-redirect-uri',
  ],
  ['the code of somebody else (R-C06)', ({ searchParams }) => searchParams.set('code', 'x'), 'token-code-rejected'],
]

const answers = (endpoint: string, answer: () => Response): Lie => ({
  respond: (asked) => (asked === endpoint ? answer() : undefined),
})
const metadata = (change: (document: Record<string, unknown>) => Record<string, unknown>): Lie => ({
  discovery: (document) => change({ ...document }),
})
const named = (changes: Record<string, unknown>): Lie => metadata((document) => ({ ...document, ...changes }))
const tokens = (changes: Record<string, unknown>): Lie => ({ tokenResponse: (body) => ({ ...body, ...changes }) })
const html = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
const json = (body: unknown, status = 200) => Response.json(body, { status })

/** What metadata may not be: nobody leaves for such a provider. */
const METADATA: readonly (readonly [string, Lie, RegExp])[] = [
  [
    'a slash more in the issuer (R-D02)',
    metadata(({ issuer, ...rest }) => ({ ...rest, issuer: `${issuer}/` })),
    /^discovery-issuer-mismatch$/,
  ],
  ['another issuer (R-D02)', named({ issuer: 'https://evil.example' }), /^discovery-issuer-mismatch$/],
  ['a 204 (R-D04)', answers('discovery', () => new Response(null, { status: 204 })), /^discovery-/],
  ['a 404 (R-D04)', answers('discovery', () => json({}, 404)), /^discovery-invalid$/],
  ['a 500 (R-D04)', answers('discovery', () => json({}, 500)), /^discovery-unreachable$/],
  ['a list (R-D04)', answers('discovery', () => json([])), /^discovery-/],
  ['HTML (R-D04)', answers('discovery', html), /^discovery-invalid$/],
  [
    'an endpoint that is a script (R-D05)',
    named({ authorization_endpoint: 'javascript:alert(1)' }),
    /^discovery-endpoint$/,
  ],
  ['an endpoint that is data (R-D05)', named({ authorization_endpoint: 'data:text/html,x' }), /^discovery-endpoint$/],
  ['an endpoint without TLS (R-D05)', named({ token_endpoint: 'http://id.example/token' }), /^discovery-endpoint$/],
  ['a relative endpoint (R-D05)', named({ token_endpoint: '/token' }), /^discovery-endpoint$/],
  ['a logout that is a script (R-D05)', named({ end_session_endpoint: 'javascript:alert(1)' }), /^discovery-endpoint$/],
  [
    'an endpoint with a fragment (R-D06)',
    metadata((document) => ({ ...document, authorization_endpoint: `${document['authorization_endpoint']}#x` })),
    /^discovery-endpoint$/,
  ],
  ['plain PKCE alone (R-D08)', named({ code_challenge_methods_supported: ['plain'] }), /^discovery-unsupported$/],
  ['a text for a list (R-D10)', named({ id_token_signing_alg_values_supported: 'none' }), /^discovery-unsupported$/],
  ['signed requests (R-X05)', named({ require_signed_request_object: true }), /^discovery-unsupported$/],
]

/** What an answer to the code may not be: nobody is signed in. */
const ANSWERS: readonly (readonly [string, Lie, RegExp])[] = [
  ['a 202 (R-T05)', answers('token', () => json({ access_token: 'a', token_type: 'Bearer' }, 202)), /^token-invalid$/],
  ['HTML (R-T05)', answers('token', html), /^token-invalid$/],
  ['a list (R-T05)', answers('token', () => json([])), /^token-invalid$/],
  ['no access token (R-T05)', tokens({ access_token: undefined }), /^token-invalid$/],
  ['a number for a token (R-T05)', tokens({ access_token: 7 }), /^token-invalid$/],
  ['another type (R-T06)', tokens({ token_type: 'mac' }), /^token-invalid$/],
  ['a bound token without a key (R-T07)', tokens({ token_type: 'DPoP' }), /^token-invalid$/],
  ['no ID token (R-T12)', tokens({ id_token: undefined }), /^id-token-missing$/],
  ['a token with a line break (R-T15)', tokens({ access_token: 'a\r\nx: y' }), /^token-invalid$/],
  ['a token that is not ASCII (R-T15)', tokens({ access_token: 'größe' }), /^token-invalid$/],
  [
    'an error as HTML (R-T16)',
    answers(
      'token',
      () => new Response('{"error":"invalid_grant"}', { status: 400, headers: { 'content-type': 'text/html' } }),
    ),
    /^token-code-rejected$/,
  ],
  ['a 429 (R-T16)', answers('token', () => json({}, 429)), /^token-unavailable$/],
  ['a 503 (R-T16)', answers('token', () => json({}, 503)), /^token-unavailable$/],
]

const claim = (changes: Record<string, unknown>): Lie => ({
  idToken: (token) => ({ ...token, claims: { ...token.claims, ...changes } }),
})

/** What an answer to a refresh token may not be, and what becomes of the session. */
const RENEWALS: readonly (readonly [string, Lie, RegExp, 'signed-in' | 'signed-out'])[] = [
  ['another subject (R-R05)', claim({ sub: 'grace' }), /^refresh-invalid$/, 'signed-out'],
  ['another nonce (R-R05)', claim({ nonce: 'x' }), /^refresh-invalid$/, 'signed-out'],
  ['another issuer (R-R05)', claim({ iss: 'https://evil.example' }), /^refresh-invalid$/, 'signed-out'],
  ['another azp (R-R05)', claim({ azp: 'x' }), /^refresh-invalid$/, 'signed-out'],
  [
    'invalid_grant (R-R07)',
    answers('token', () => json({ error: 'invalid_grant' }, 400)),
    /^refresh-rejected$/,
    'signed-out',
  ],
  ['a 503 (R-R08)', answers('token', () => json({}, 503)), /^refresh-unavailable$/, 'signed-in'],
  ['a 429 (R-R08)', answers('token', () => json({}, 429)), /^refresh-unavailable$/, 'signed-in'],
]

describe.each(LAUNCHES)('in %s', (name, launch) => {
  let browser: Browser | undefined
  let page: Page | undefined
  beforeAll(async () => {
    browser = await launch()
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  /** Signs in by redirect, and gives what came of it. */
  async function signIn(): Promise<{ readonly status: string; readonly code: string | undefined }> {
    if (!page) throw new Error('The browser starts before the tests')
    // Where the sign-in before has failed, the page is there, and nobody is signed in.
    if (!page.url().startsWith(site().app)) await page.goto(`${site().app}/plain/`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')
    await page.evaluate(() => {
      Object.assign(window, { isLeft: true })
      void window.latchkeyTest.auth.signIn()
    })
    await page.waitForFunction(() => {
      const state = 'isLeft' in window ? undefined : window.latchkeyTest?.auth.state
      return state?.status === 'signed-in' || (state?.status === 'signed-out' && state.reason === 'failed')
    })
    const told = await page.evaluate(() => {
      const { status, error } = window.latchkeyTest.auth.state
      return { status, code: error?.code, shown: document.body.dataset['auth'], href: location.href }
    })
    expect(told.href).not.toMatch(/[?&](code|state|iss|error)=/)
    expect(told.shown).toBe(told.status)
    return told
  }

  // Each page load shows the same of every row; what an engine makes of each, test/protocol/id-token.test.ts asks in both engines.
  const isWhole = name === 'Chromium' && process.env['EVERY_ID_TOKEN'] !== undefined

  it(`a right ID token signs in, ${isWhole ? 'each of the wrong ones' : 'a wrong one of each kind'} is refused with its code (R-I01 to R-I22)`, {
    timeout: 900_000,
  }, async () => {
    const { wrong, right } = toIdTokenRows(site().provider.issuer, 'test-app')
    const kinds = new Map(wrong.map((row) => [row[2], row]))
    const surprises: string[] = []
    for (const [what, lie, code] of isWhole ? wrong : kinds.values()) {
      const stop = site().provider.lie(lie)
      const told = await signIn()
      stop()
      if (told.status !== 'signed-out' || (code && told.code !== code))
        surprises.push(`${what}: ${JSON.stringify(told)}`)
    }
    expect(site().calls).toEqual([])
    for (const [what, lie] of right.slice(0, 6)) {
      const stop = site().provider.lie(lie)
      const told = await signIn()
      stop()
      if (told.status !== 'signed-in') surprises.push(`${what}: ${JSON.stringify(told)}`)
      await page?.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
    }

    expect(surprises).toEqual([])
  })

  it('each wrong return is refused with its code (R-C01 to R-C15)', async () => {
    const surprises: string[] = []
    for (const [what, change, code] of RETURNS) {
      const stop = site().provider.lie({ callback: change })
      const told = await signIn()
      stop()
      if (told.status !== 'signed-out' || told.code !== code) surprises.push(`${what}: ${JSON.stringify(told)}`)
    }

    expect(surprises).toEqual([])
  })

  it('nobody leaves for a provider whose metadata is wrong (R-D02 to R-D10, R-X05)', async () => {
    const surprises: string[] = []
    for (const [what, lie, code] of METADATA) {
      if (!page) throw new Error('The browser starts before the tests')
      // A page that has not yet seen the metadata of the row before.
      await page.goto(`${site().app}/plain/`)
      await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')
      const stop = site().provider.lie(lie)
      const told = await page.evaluate(() => window.latchkeyTest.auth.signIn().catch((error) => error.code))
      stop()
      if (!code.test(String(told)) || page.url() !== `${site().app}/plain/`) surprises.push(`${what}: ${told}`)
    }

    expect(surprises).toEqual([])
  })

  it('nobody is signed in by a wrong token answer (R-T05 to R-T16)', async () => {
    const surprises: string[] = []
    for (const [what, lie, code] of ANSWERS) {
      const stop = site().provider.lie(lie)
      const told = await signIn()
      stop()
      if (told.status !== 'signed-out' || !code.test(`${told.code}`)) surprises.push(`${what}: ${JSON.stringify(told)}`)
    }

    expect(surprises).toEqual([])
  })

  it('a wrong renewal ends the session, and a fault that passes does not (R-R05 to R-R08)', {
    timeout: 900_000,
  }, async () => {
    const surprises: string[] = []
    for (const [what, lie, code, status] of RENEWALS) {
      if (!page) throw new Error('The browser starts before the tests')
      const short = site().provider.lie({ tokenResponse: (body) => ({ ...body, expires_in: 1 }) })
      await signIn()
      short()
      const isExpired = () =>
        page?.evaluate(async () => {
          const { tokens } = await window.latchkeyTest.auth.inspect()
          return (tokens['own']?.expiresAt ?? Infinity) < Date.now()
        })
      await expect.poll(isExpired).toBe(true)
      const stop = site().provider.lie(lie)
      const told = await page.evaluate(() =>
        window.latchkeyTest.auth.fetch('/api/a').then(
          ({ status }) => String(status),
          (error) => error.code,
        ),
      )
      stop()
      const now = await page.evaluate(() => window.latchkeyTest.auth.state.status)
      if (!code.test(told) || now !== status) surprises.push(`${what}: ${told}, ${now}`)
      await page.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
    }

    expect(surprises).toEqual([])
    expect(site().calls).toEqual([])
  })
})
