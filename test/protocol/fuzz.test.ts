import fc from 'fast-check'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/domain/attempt.js'
import { isAuthError } from '../../src/domain/errors.js'
import type { Provider } from '../../src/domain/provider.js'
import { Secret } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import { type Instant, toInstant } from '../../src/domain/time.js'
import { checkAuthorizationResponse } from '../../src/protocol/authorization-response.js'
import { discover } from '../../src/protocol/discovery.js'
import { exchangeCode } from '../../src/protocol/tokens.js'
import { fetchUserInfo } from '../../src/protocol/user-info.js'
import type { Wire } from '../../src/protocol/wire.js'

const CASES = 5_000
const ISSUER = 'https://id.example.com'
const CLIENT_ID = 'todo-spa'
const NOW = Math.floor(Date.UTC(2026, 10, 20, 9) / 1000)

// What must never be told: each is looked for in everything that an error says.
const SECRETS = {
  code: 'code-5eCr3t-of-the-redirect',
  verifier: 'verifier-5eCr3t-of-the-attempt-0123456789abc',
  nonce: 'nonce-5eCr3t-of-the-attempt',
  access: 'access-5eCr3t-token',
  refresh: 'refresh-5eCr3t-token',
}

const PROVIDER: Provider = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
}

interface Told {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array<ArrayBuffer>
}

let honestToken: Readonly<Record<string, unknown>>
let honestKeys: { readonly keys: readonly unknown[] }

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  honestKeys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'ES256' }] }
  const claims = {
    iss: ISSUER,
    sub: 'ada',
    aud: CLIENT_ID,
    exp: NOW + 300,
    iat: NOW,
    nonce: SECRETS.nonce,
    name: 'Ada Lovelace',
  }
  const id_token = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .sign(privateKey)
  honestToken = {
    access_token: SECRETS.access,
    token_type: 'Bearer',
    expires_in: 300,
    refresh_token: SECRETS.refresh,
    scope: 'openid',
    id_token,
  }
})

const toWire = (answer: (url: string) => Told): Wire => ({
  now: () => ({ wall: toInstant(NOW * 1000), elapsed: 0 }),
  after: () => () => undefined,
  subtle: crypto.subtle,
  isLoopback: false,
  report: () => undefined,
  parts: async () => ({
    loadDpop: () => Promise.reject(new Error('No proof is asked for')),
    loadFailures: () => import('../../src/protocol/error-response.js'),
    loadOddAnswer: () => import('../../src/protocol/odd-keys.js'),
  }),
  fetch: async (input) => {
    const { status, type, body } = answer(String(input))
    return new Response([204, 205, 304].includes(status) ? null : body, { status, headers: { 'content-type': type } })
  },
})

const json = (body: unknown): Told => ({ status: 200, type: 'application/json', body: JSON.stringify(body) })

/** Anything a server may say: an honest answer with something changed, or nothing of the kind. */
const anAnswer = (honest: () => object): fc.Arbitrary<Told> => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, 0, -1, 1e300, '', ' ', [], {}, '__proto__', 'javascript:alert(1)', 'http://id.example.com/x'),
  )
  const change = fc.tuple(fc.nat(), value, fc.boolean()).map(([index, changed, isGone]) => {
    const entries = Object.entries(honest())
    const at = index % entries.length
    const rest = entries.filter((_, other) => other !== at)
    return JSON.stringify(Object.fromEntries(isGone ? rest : [...rest, [entries[at]?.[0] ?? '', changed]]))
  })
  const cut = fc.tuple(fc.nat(400), fc.string()).map(([at, text]) => {
    const whole = JSON.stringify(honest())
    return whole.slice(0, at) + text + whole.slice(at + text.length)
  })
  const more = fc.tuple(fc.string(), value).map(([name, extra]) => {
    return JSON.stringify(honest()).replace(/\}$/, `,${JSON.stringify(name)}:${JSON.stringify(extra)}}`)
  })
  return fc.record({
    status: fc.oneof({ weight: 4, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 })),
    type: fc.oneof(
      { weight: 4, arbitrary: fc.constant('application/json') },
      fc.constantFrom('text/html', 'application/jwt', 'application/jwk-set+json', 'application/json ; charset=utf-8'),
    ),
    body: fc.oneof(
      { weight: 6, arbitrary: change },
      { weight: 3, arbitrary: cut },
      { weight: 2, arbitrary: more },
      fc.json(),
      fc.string(),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
    ),
  })
}

/** Runs what must either work or fail with a typed error that tells no secret. Gives what it made, if anything. */
async function expectTyped<Value>(work: () => Promise<Value> | Value): Promise<Value | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!isAuthError(error)) throw new Error(`Not an AuthError: ${error}`)
    const said = [error.message, error.stack, JSON.stringify(error.details), String(error.cause)].join('\n')
    for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret.slice(0, 12))
    return undefined
  }
}

const ATTEMPT: Attempt = {
  state: 'mark.r.random',
  startedAt: toInstant(NOW * 1000) as Instant,
  epoch: 'epoch',
  provider: { ...PROVIDER, id_token_signing_alg_values_supported: ['ES256'] },
  redirectUri: 'https://todo.example.com/',
  returnTo: 'https://todo.example.com/',
  verifier: new Secret(SECRETS.verifier),
  nonce: new Secret(SECRETS.nonce),
  scope: 'openid',
  maxAge: undefined,
} as Attempt

const SESSION = {
  provider: ATTEMPT.provider,
  grant: { accessToken: new Secret(SECRETS.access), scopes: [], lifetime: undefined },
  claims: { iss: ISSUER, sub: 'ada' },
} as unknown as Session

const exchange = async (wire: Wire) => {
  const { state } = ATTEMPT
  const response = await checkAuthorizationResponse(
    wire,
    { ...ATTEMPT, clientId: CLIENT_ID },
    new URLSearchParams({ state, code: SECRETS.code }),
  )
  return exchangeCode(wire, { clientId: CLIENT_ID, attempt: ATTEMPT, response })
}

describe(`${CASES} answers of each kind crash nothing, sign nobody else in and tell no secret (R-E01, R-I22)`, () => {
  it('token answers, each beside an honest one that works', async () => {
    const honest = toWire((url) => json(url.endsWith('/jwks') ? honestKeys : honestToken))
    expect((await exchange(honest)).claims?.sub).toBe('ada')

    await fc.assert(
      fc.asyncProperty(
        anAnswer(() => honestToken),
        async (told) => {
          const tokens = await expectTyped(() =>
            exchange(toWire((url) => (url.endsWith('/jwks') ? json(honestKeys) : told))),
          )
          if (tokens) expect(tokens.claims).toMatchObject({ iss: ISSUER, sub: 'ada', nonce: SECRETS.nonce })
        },
      ),
      { numRuns: CASES },
    )
  })

  it('ID tokens with one letter changed', async () => {
    const bytesOf = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'))
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...'AZaz09-_.='), async (index, letter) => {
        const own = String(honestToken['id_token'])
        const at = index % own.length
        const id_token = own.slice(0, at) + letter + own.slice(at + 1)
        const answer = json({ ...honestToken, id_token })

        const tokens = await expectTyped(() =>
          exchange(toWire((url) => (url.endsWith('/jwks') ? json(honestKeys) : answer))),
        )

        // The last letter of a segment has bits that stand for nothing.
        expect(Boolean(tokens)).toBe(`${bytesOf(id_token)}` === `${bytesOf(own)}`)
      }),
      { numRuns: CASES },
    )
  })

  it('key sets', async () => {
    await fc.assert(
      fc.asyncProperty(
        anAnswer(() => ({ keys: [...honestKeys.keys], ...(honestKeys.keys[0] as object) })),
        async (told) => {
          const tokens = await expectTyped(() =>
            exchange(toWire((url) => (url.endsWith('/jwks') ? told : json(honestToken)))),
          )
          if (tokens) expect(tokens.claims?.sub).toBe('ada')
        },
      ),
      { numRuns: CASES },
    )
  })

  it('userinfo answers', async () => {
    const info = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }
    const ask = (told: Told) =>
      fetchUserInfo(
        toWire(() => told),
        CLIENT_ID,
        SESSION,
      )
    expect(await ask(json(info))).toEqual(info)

    await fc.assert(
      fc.asyncProperty(
        anAnswer(() => info),
        async (told) => {
          const answer = await expectTyped(() => ask(told))
          if (answer) expect(answer.sub).toBe('ada')
          expect(Object.getPrototypeOf(answer ?? {})).toBe(Object.prototype)
        },
      ),
      { numRuns: CASES },
    )
  })

  it('metadata', async () => {
    const ask = (told: Told) =>
      discover(
        toWire(() => told),
        ISSUER,
      )
    expect((await ask(json(PROVIDER))).issuer).toBe(ISSUER)

    await fc.assert(
      fc.asyncProperty(
        anAnswer(() => PROVIDER),
        async (told) => {
          const provider = await expectTyped(() => ask(told))
          if (!provider) return
          expect(provider.issuer).toBe(ISSUER)
          for (const [name, url] of Object.entries(provider)) {
            if (/_endpoint$|_uri$/.test(name)) expect(new URL(String(url)).protocol).toBe('https:')
          }
        },
      ),
      { numRuns: CASES },
    )
  })

  it('redirects back', async () => {
    const names = fc.oneof(
      fc.constantFrom(
        'code',
        'state',
        'iss',
        'error',
        'error_description',
        'access_token',
        'response',
        'session_state',
      ),
      fc.string(),
    )
    const values = fc.oneof(fc.constantFrom(SECRETS.code, ISSUER, 'access_denied', 'login_required', ''), fc.string())
    // A provider that repeats what it was sent.
    const echo = fc.tuple(
      fc.constantFrom('error', 'error_description'),
      fc.constantFrom(...Object.values(SECRETS)).map((secret) => `The code ${secret} is bad`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.tuple(names, values), echo), { maxLength: 6 }), async (pairs) => {
        // The attempt was found by its state, which therefore is there.
        const { state } = ATTEMPT
        const parameters = new URLSearchParams([['state', state], ...pairs.filter(([name]) => name !== 'state')])

        const response = await expectTyped(() =>
          checkAuthorizationResponse(
            toWire(() => json({})),
            { ...ATTEMPT, clientId: CLIENT_ID },
            parameters,
          ),
        )
        const code = response?.get('code')

        const isGood =
          parameters.getAll('code').length === 1 &&
          parameters.get('code') !== '' &&
          !parameters.has('error') &&
          (!parameters.has('iss') || parameters.get('iss') === ISSUER)
        if (code !== undefined) expect([isGood, code]).toEqual([true, parameters.get('code')])
      }),
      { numRuns: CASES },
    )
  })
})

it('what refuses to become a text is refused as any other wrong type (found by the cases above)', async () => {
  const odd = { toString: false, valueOf: 1 }
  const wire = toWire(() => json({ ...PROVIDER, issuer: odd }))
  await expect(discover(wire, ISSUER)).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })
  const exchanged = exchange(
    toWire((url) => json(url.endsWith('/jwks') ? honestKeys : { ...honestToken, token_type: odd })),
  )
  await expect(exchanged).rejects.toMatchObject({ code: 'token-invalid' })
})
