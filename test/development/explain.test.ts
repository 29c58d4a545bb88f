import { describe, expect, it } from 'vitest'
import { toConfig } from '../../src/client/to-config.js'
import { toIssuerDifference } from '../../src/development/discovery-explanations.js'
import { EXPLANATIONS, explain } from '../../src/development/explain.js'
import type { AuthError, ErrorCode, ErrorDetails } from '../../src/domain/errors.js'
import type { ProblemCode } from '../../src/domain/events.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { setUp } from '../support/home.js'
import type { Options } from '../support/tab.js'

const ORIGIN = 'http://localhost:5170'
const ISSUER = 'http://127.0.0.1:5171'
const SECRET = 'Zx81fQ-T3sT_7b9dK2mN4pR6'
const ANSWER = { error: 'server_said_no', description: 'The request is not right' }

/** For every code, what a problem of it may come with. */
const DETAILS: { readonly [Code in ErrorCode]: readonly ErrorDetails[Code][] } = {
  'not-in-browser': [undefined],
  'insecure-context': [undefined],
  'storage-blocked': [undefined],
  'protocol-unavailable': [undefined],
  'discovery-unreachable': [{ url: `${ISSUER}/.well-known/openid-configuration` }],
  'discovery-invalid': ['status 404', 'type text/html', 'type unknown', 'body', 'too-large', 'redirected'].map(
    (why) => ({
      url: `${ISSUER}/.well-known/openid-configuration`,
      why,
    }),
  ),
  'discovery-issuer-mismatch': ['undefined', `${ISSUER}/`, 'https://id.example.com', `${ISSUER}/{tenant}`].map(
    (announced) => ({ configured: ISSUER, announced }),
  ),
  'discovery-endpoint': [{ endpoint: 'token_endpoint' }],
  'discovery-unsupported': ['S256', 'code', 'id_token_signing_alg_values_supported'].map((feature) => ({ feature })),
  'sign-in-required': [undefined],
  'sign-in-superseded': [undefined],
  'sign-in-popup-blocked': [undefined],
  'sign-in-popup-closed': [undefined],
  'sign-in-no-answer': [{ seconds: 10 }],
  'sign-in-embedded': [undefined],
  'sign-in-denied': [ANSWER, { error: 'access_denied', description: undefined }],
  'sign-in-interaction-required': [ANSWER],
  'sign-in-unavailable': [ANSWER],
  'par-unavailable': [503, undefined].map((status) => ({ url: `${ISSUER}/par`, status })),
  'par-refused': [ANSWER],
  'par-invalid': [{ why: 'status 200' }],
  'sign-in-refused': [ANSWER, ...['invalid_scope', 'constructor'].map((error) => ({ error, description: undefined }))],
  'sign-in-loop': [{ first: undefined }, { first: 'token-unreachable' }],
  'signed-out-meanwhile': [undefined],
  'callback-unknown-state': [{ why: 'unknown' }, { why: 'expired' }],
  'callback-redirect-uri': [
    { expected: '/', arrived: '/app' },
    { expected: '/', arrived: '/' },
  ],
  'callback-parameter': (['repeated', 'missing', 'not-allowed'] as const).map((why) => ({ parameter: 'code', why })),
  'callback-issuer': [{ why: 'different' }, { why: 'missing' }],
  'token-unreachable': [{ url: `${ISSUER}/token` }],
  'token-unavailable': [{ status: 503 }, { status: undefined }],
  'token-redirected': [undefined],
  'token-invalid': [
    'access_token',
    'token_type',
    'refresh_token',
    'too-large',
    'scope',
    'authorization_details',
    'status 400',
  ].map((why) => ({
    why,
  })),
  'token-code-rejected': [ANSWER],
  'token-client-refused': [ANSWER],
  'token-refused': [ANSWER],
  'id-token-missing': [undefined],
  'id-token-malformed': [{ why: 'of another type' }],
  'id-token-algorithm': [{ alg: 'HS256' }],
  'id-token-keys': [{ why: 'unreachable' }],
  'id-token-signature': [undefined],
  'id-token-claim': 'iss aud azp sub exp iat nbf auth_time acr nonce at_hash other'
    .split(' ')
    .map((claim) => ({ claim })),
  'id-token-clock': (['exp', 'iat', 'nbf', 'auth_time'] as const).map((claim) => ({ claim, offBySeconds: -700 })),
  'user-profile': [{ paths: ['email', 'address.country', ''] }],
  'user-info': ['the provider offers none', 'unreachable', 'status 401', 'status 500', 'about another user'].map(
    (why) => ({
      why,
    }),
  ),
  'user-changed': [undefined],
  'refresh-missing': [undefined],
  'refresh-unavailable': [
    { status: 429, retryAfterSeconds: 20 },
    { status: undefined, retryAfterSeconds: undefined },
  ],
  'refresh-rejected': [ANSWER],
  'refresh-invalid': [{ why: 'id-token-claim' }, { why: 'id-token-claim', claim: 'sub' }],
  'refresh-lost': [undefined],
  'api-not-granted': [ANSWER, { error: 'not_asked', description: undefined }],
  'api-undeclared': [{ origin: 'https://mail.example.com' }],
}

const errors = Object.entries(DETAILS).flatMap(([code, samples]) =>
  samples.map((details) => toError(code as 'token-invalid', details as { why: string })),
)
const problems = Object.keys(EXPLANATIONS).filter((code) => !(code in DETAILS)) as ProblemCode[]

describe('an explanation', () => {
  it('is there for every code, with every kind of details', () => {
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of [...errors, ...problems]) {
      const code = typeof problem === 'string' ? problem : problem.code
      const lines = tell(problem).split('\n')

      expect(lines[0], code).toMatch(new RegExp(`^latchkey: \\[${code}\\] \\S.+`))
      expect(lines[1], code).toMatch(/^ {2}why {2}\S.+\.$/)
      expect(lines[2], code).toMatch(/^ {2}do {3}\S.+/)
      expect(lines.at(-1), code).toBe(`  see  latchkey/docs/errors.md#${code}`)
    }
  })

  it('leaves no gap where a value should stand', () => {
    for (const problem of [...errors, ...problems]) {
      // The labels of the lines are spaced.
      const text = tell(problem).replace(/^ +(?:why|do|see)? +/gm, '')

      expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|TODO|FIXME|<\w+>|\bxxx|function|=>/)
      expect(text).not.toMatch(/ {2}| [.,:;]|''|\( | \)/)
    }
  })

  it('begins with the message of the error', () => {
    const error = toError('token-invalid', { why: 'access_token' }, 'The token response is not usable: access_token')

    expect(tell(error)).toMatch(/^latchkey: \[token-invalid\] The token response is not usable: access_token\n/)
  })

  it('takes the origin from the redirect URI unless it is told the page it is on', () => {
    const error = toError('token-unreachable', { url: `${ISSUER}/token` })

    expect(tell(error)).toContain(`allow the origin ${ORIGIN} for ${ISSUER}/token at the client 'todo-spa'`)
    expect(explain(error, config(), 'http://127.0.0.1:5170')).toContain('allow the origin http://127.0.0.1:5170 for')
  })
})

describe('the value to set is', () => {
  it('the announced issuer, with the difference in words', () => {
    const text = tell(toError('discovery-issuer-mismatch', { configured: ISSUER, announced: `${ISSUER}/` }))

    expect(text).toContain('The difference is the trailing slash.')
    expect(text).toContain(`Set issuer: '${ISSUER}/'`)
  })

  it('the announced issuer of another host only for somebody who knows that host', () => {
    const text = tell(
      toError('discovery-issuer-mismatch', { configured: ISSUER, announced: 'https://evil.example.com' }),
    )

    expect(text).toContain("If evil.example.com is your provider too: set issuer: 'https://evil.example.com'")
    expect(text).toContain('If you do not know evil.example.com: do not.')
  })

  it.each(['http://id.example.com', 'undefined', `${ISSUER}/.well-known/openid-configuration`, `${ISSUER}?a=b`])(
    'never the announced issuer %s, which createAuth would refuse',
    (announced) => {
      const text = tell(toError('discovery-issuer-mismatch', { configured: ISSUER, announced }))

      expect(text).not.toMatch(new RegExp(`[Ss]et issuer: '${announced.replace(/[?.]/g, '\\$&')}'`))
      expect(text).toContain(`announces issuer '${ISSUER}'`)
    },
  )

  it('the redirect URI to register', () => {
    const moved = tell(toError('callback-redirect-uri', { expected: '/', arrived: '/app' }))
    const refused = tell(toError('sign-in-refused', { error: 'invalid_request', description: undefined }))

    expect(moved).toContain('The return was expected at / and came to /app.')
    expect(moved).toContain(`Register exactly this redirect URI at the provider: ${ORIGIN}/`)
    expect(refused).toContain(`to register exactly like this: ${ORIGIN}/`)
  })

  it('the scopes that were refused', () => {
    expect(tell(toError('sign-in-refused', { error: 'invalid_scope', description: undefined }))).toContain(
      'openid profile email events.read events.write',
    )
  })

  it('a public client', () => {
    expect(tell(toError('token-client-refused', { error: 'invalid_client', description: undefined }))).toMatch(
      /Make 'todo-spa' a public client .*type SPA.* no secret/,
    )
  })

  it('the connection that a Content Security Policy must allow', () => {
    const text = tell(toError('discovery-unreachable', { url: `${ISSUER}/.well-known/openid-configuration` }))

    expect(text).toContain(`connect-src must hold ${ISSUER}.`)
  })

  it('offline_access with the scopes of the app, when nothing renews the session', () => {
    for (const problem of ['no-refresh-token', toError('refresh-missing', undefined)] as const) {
      expect(tell(problem)).toContain("Set scopes: ['openid', 'profile', 'email', 'offline_access']")
    }
  })

  it('not offline_access when that was asked for, but what else may be missing', () => {
    const text = explain('no-refresh-token', config({ scopes: ['openid', 'offline_access'] }))

    expect(text).not.toContain('Set scopes')
    expect(text).toMatch(
      /offline_access was asked for and gave nothing\. Allow 'todo-spa' the grant type refresh_token/,
    )
  })

  it('the API to declare', () => {
    expect(tell(toError('api-undeclared', { origin: 'https://mail.example.com' }))).toContain(
      "apis: { name: { url: 'https://mail.example.com/' } }",
    )
  })

  it.each([
    ['iat', -2220, 'about 37 minutes ahead'],
    ['iat', 2220, 'about 37 minutes behind'],
    ['exp', -90, 'at least 90 seconds ahead'],
    ['nbf', 18_000, 'at least 5 hours behind'],
    ['iat', 31_536_000, 'about 365 days behind'],
  ] as const)('the clock, by %s off by %i seconds', (claim, offBySeconds, amount) => {
    expect(tell(toError('id-token-clock', { claim, offBySeconds }))).toContain(`The clock of this device is ${amount}`)
  })
})

describe('issuers differ by', () => {
  it.each([
    ['https://id.example.com', 'https://id.example.com/', 'the trailing slash'],
    ['https://id.example.com/a/', 'https://id.example.com/a', 'the trailing slash'],
    ['https://id.example.com', 'http://id.example.com', 'the scheme'],
    ['https://id.example.com', 'http://id.example.com/', 'the scheme and the trailing slash'],
    ['https://ID.example.com', 'https://id.example.com', 'the case of letters in the host'],
    ['https://id.example.com/A', 'https://id.example.com/a', 'the case of letters in the path'],
    ['https://id.example.com', 'https://login.example.com', 'the host'],
    ['http://localhost:5171', 'http://127.0.0.1:5171', 'the host'],
    ['http://localhost:5171', 'http://localhost:5172', 'the port'],
    ['https://id.example.com/realms/a', 'https://id.example.com/realms/b', 'the path'],
    ['https://id.example.com', 'https://id.example.com:443', 'the spelling (a default port, an encoded character)'],
    [
      'https://id.example.com',
      'https://id.example.com/.well-known/openid-configuration',
      'a well-known suffix: the announced one is the address of the metadata',
    ],
    [
      'https://id.example.com/common/v2.0',
      'https://id.example.com/{tenantid}/v2.0',
      'a placeholder that the provider has not filled in',
    ],
    ['https://id.example.com', 'undefined', 'that the announced one is no URL'],
  ])('%s and %s: %s', (configured, announced, difference) => {
    expect(toIssuerDifference(configured, announced)).toBe(difference)
  })
})

describe('what a provider says', () => {
  it('is passed on, because it often names the cause', () => {
    const description = "AADSTS9002326: Cross-origin token redemption is permitted only for the 'SPA' client-type"
    const text = tell(toError('token-client-refused', { error: 'invalid_request', description }))

    expect(text).toContain(`The provider said invalid_request (${description}).`)
  })

  it.each([SECRET, `code=${SECRET}`, `'${SECRET}'`, `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.${SECRET}`])(
    'loses what may be a code or a token: %s',
    (secret) => {
      const text = tell(toError('token-code-rejected', { error: secret, description: `The code ${secret} is used` }))

      expect(text).not.toContain(SECRET)
      expect(text).not.toContain('eyJ')
      expect(text).toMatch(/\(The code .*…'? is used\)/)
    },
  )

  it('writes no line of its own into the console', () => {
    const announced = 'https://evil.example.com\n  see  https://evil.example.com/help'
    const text = tell(toError('discovery-issuer-mismatch', { configured: ISSUER, announced }))

    expect(text.split('\n').filter((line) => line.startsWith('  see  '))).toHaveLength(1)
  })
})

it('a developer on localhost reads it once per code, and a user in production never', async () => {
  for (const [origin, expected] of [
    [ORIGIN, 1],
    ['https://todo.example.com', 0],
  ] as const) {
    const said: string[] = []
    const { tab } = setUp({ origin, auth: { strict: true, log: (text) => said.push(text) } })
    const auth = tab.auth()
    await auth.ready

    await auth.fetch('https://mail.example.com/').catch(() => undefined)
    await auth.fetch('https://mail.example.com/').catch(() => undefined)
    await Promise.all([import('../../src/auth/sign-in-and-access.js'), import('../../src/development/explain.js')])
    await tab.world.rest()

    expect(said).toHaveLength(expected)
    expect(said.join()).toMatch(expected ? /^latchkey: \[api-undeclared\][\s\S]+mail\.example\.com/ : /^$/)
  }
})

function config(options: Partial<Options> = {}) {
  const { platform } = setUp({ origin: ORIGIN }).tab
  const apis = { calendar: { url: 'http://127.0.0.1:5172/', scopes: ['events.read', 'events.write'] } }
  return toConfig({ issuer: ISSUER, clientId: 'todo-spa', apis, ...options }, platform)[0]
}

function tell(problem: AuthError | ProblemCode): string {
  return explain(problem, config())
}

function toError<Code extends ErrorCode>(
  code: Code,
  details: ErrorDetails[Code],
  message = 'A message',
): AuthError<Code> {
  // The constructor asks for details where a code has them, which it cannot see for a code that is not fixed.
  const create = toAuthError as unknown as (code: Code, message: string, details: ErrorDetails[Code]) => AuthError<Code>
  return create(code, message, details)
}
