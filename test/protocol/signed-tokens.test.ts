import { beforeAll, describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/domain/attempt.js'
import { reveal, Secret } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import { toInstant } from '../../src/domain/time.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import type { Platform } from '../../src/platform/platform.js'
import { type CheckedResponse, checkAuthorizationResponse } from '../../src/protocol/authorization-response.js'
import { askForKeys } from '../../src/protocol/signature.js'
import { exchangeCode, exchangeRefreshToken } from '../../src/protocol/tokens.js'
import { fetchUserInfo } from '../../src/protocol/user-info.js'
import { spell, toBytes } from '../support/bytes.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { attemptOf, sessionOf } from '../support/opened-vault.js'
import { type Asked, toldWire } from '../support/told-wire.js'

const PROVIDER = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  id_token_signing_alg_values_supported: ['ES256'],
  userinfo_signing_alg_values_supported: ['ES256'],
}
const now = () => Math.floor(Date.now() / 1000)
const platform = { now: () => ({ wall: Date.now(), elapsed: 0 }) } as unknown as Platform

interface Key {
  readonly jwk: object
  readonly sign: (claims: object, header?: object) => Promise<string>
}

async function createKey(kid: string): Promise<Key> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  const encode = (value: object) => spell(toBytes(JSON.stringify(value)), 'base64url')
  return {
    jwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' },
    sign: async (claims, header = { alg: 'ES256', kid }) => {
      const signed = `${encode(header)}.${encode(claims)}`
      return `${signed}.${spell(await crypto.subtle.sign(algorithm, privateKey, toBytes(signed)), 'base64url')}`
    },
  }
}

let [one, two]: Key[] = []
beforeAll(async () => {
  ;[one, two] = await Promise.all([createKey('one'), createKey('two')])
})
const key = () => one as Key
const other = () => two as Key

const claimsOf = (changes: object = {}) => ({
  iss: ISSUER,
  sub: 'ada',
  aud: CLIENT_ID,
  iat: now(),
  exp: now() + 300,
  nonce: 'nonce',
  ...changes,
})

/** Answers to the request for the keys, one after the other; the last one again and again. */
const inTurn = (...answers: (() => Response)[]) => {
  let turn = 0
  return () => (answers[Math.min(turn++, answers.length - 1)] as () => Response)()
}
const keySet =
  (...jwks: object[]) =>
  () =>
    Response.json({ keys: jwks })

const toOutcome = ({ code, details }: { readonly code: string; readonly details?: object }) =>
  `${code} ${Object.values(details ?? {}).join(' ')}`.trim()

const unloaded = () => Promise.reject(toAuthError('protocol-unavailable', 'A part of latchkey could not be loaded'))

interface How {
  readonly keys?: () => Response
  readonly asked?: Partial<Attempt>
  readonly provider?: object
  /** Whether the page can load nothing any more. */
  readonly isUnloaded?: boolean
}

/** Redeems a code for an ID token with these claims. */
async function redeem(
  token: string,
  { keys = keySet(key().jwk), asked: told = {}, provider: changes = {}, isUnloaded = false }: How = {},
) {
  const {
    wire: whole,
    asked,
    reports,
  } = toldWire(({ url }) =>
    url === PROVIDER.jwks_uri
      ? keys()
      : Response.json({ access_token: 'access', token_type: 'Bearer', id_token: token }),
  )
  const wire = isUnloaded ? { ...whole, parts: unloaded } : whole
  const provider = { ...PROVIDER, ...changes }
  const response = await checkAuthorizationResponse(
    wire,
    { provider, clientId: CLIENT_ID, state: 'state', again: undefined },
    new URLSearchParams('code=c&state=state'),
  )
  const attempt = attemptOf(provider, { startedAt: toInstant(Date.now()), ...told })
  const tokens = await exchangeCode(wire, {
    attempt,
    response: response as CheckedResponse,
    clientId: CLIENT_ID,
  }).catch(toOutcome)
  return { tokens, reports, looks: asked.filter(({ url }) => url === PROVIDER.jwks_uri).length }
}

describe('an ID token', () => {
  it('that is right says who it is, what was checked of it, and by which clock', async () => {
    const claims = claimsOf({ auth_time: now(), acr: 'gold', email: 'ada@example.com' })
    const token = await key().sign(claims)

    const { tokens, reports, looks } = await redeem(token)

    expect(tokens).toMatchObject({
      claims,
      clockOffset: 0,
      idTokenReport: {
        alg: 'ES256',
        checks: ['signature', 'alg', 'iss', 'aud', 'sub', 'exp', 'iat', 'auth_time', 'acr', 'nonce'],
        iat: claims.iat,
        exp: claims.exp,
      },
    })
    expect(reveal(Object(tokens).idToken)).toBe(token)
    expect([reports, looks]).toEqual([[], 1])
  })

  it('says of each further claim that it was checked', async () => {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes('access')))
    const at_hash = spell(hash.slice(0, 16), 'base64url')
    const { tokens } = await redeem(await key().sign(claimsOf({ azp: CLIENT_ID, nbf: now(), at_hash })))

    expect(Object(tokens).idTokenReport.checks).toEqual([
      'signature',
      'alg',
      'iss',
      'aud',
      'azp',
      'sub',
      'exp',
      'iat',
      'nbf',
      'nonce',
      'at_hash',
    ])
  })

  it('with a claim of another type is taken without it, or as it is meant, and that is told', async () => {
    const { tokens, reports } = await redeem(await key().sign(claimsOf({ email_verified: 'true', name: 7 })))

    expect(Object(tokens).claims).toMatchObject({ email_verified: true })
    expect(Object(tokens).claims).not.toHaveProperty('name')
    expect(reports).toEqual([
      'provider-answer-mended: The claim email_verified of the ID token',
      'provider-answer-mended: The claim name of the ID token',
    ])
  })

  it.each(['nbf', 'auth_time', 'azp'])('with a %s that says nothing is one without', async (name) => {
    const { tokens } = await redeem(await key().sign(claimsOf({ [name]: null })))

    expect(tokens).toMatchObject({ claims: { sub: 'ada' } })
    expect(Object(tokens).claims).not.toHaveProperty(name)
  })

  it('with a claim that says nothing is still judged by what was announced for ID tokens', async () => {
    const token = await key().sign(claimsOf({ name: null }))
    const provider = { userinfo_signing_alg_values_supported: ['RS256'] }

    expect((await redeem(token, { provider })).tokens).toMatchObject({ claims: { sub: 'ada' } })
  })

  it('with a claim that says nothing is verified as it came, and read without it', async () => {
    const claims = { ...claimsOf(), name: null, auth_time: 0 }
    const { tokens } = await redeem(await key().sign(claims))

    expect(Object(tokens).claims).toEqual(claimsOf({ iat: claims.iat, exp: claims.exp }))
    expect((await redeem(await other().sign(claims, { alg: 'ES256', kid: 'one' }))).tokens).toBe('id-token-signature')
  })

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }, 'id-token-claim iss'],
    ['for another client', { aud: 'another' }, 'id-token-claim aud'],
    ['of another sign-in', { nonce: 'another' }, 'id-token-claim nonce'],
    ['without a subject', { sub: undefined }, 'id-token-claim sub'],
  ])('%s is none', async (_, changes, outcome) => {
    expect((await redeem(await key().sign(claimsOf(changes)))).tokens).toBe(outcome)
  })

  it.each([
    ['that is no text', 7, 'id-token-malformed no text'],
    ['that is empty', '', 'id-token-malformed not three segments of base64url JSON'],
  ])('%s is none', async (_, token, outcome) => {
    expect((await redeem(token as string)).tokens).toBe(outcome)
  })

  it('of a sign-in that is yet to come is none', async () => {
    expect((await redeem(await key().sign(claimsOf({ auth_time: now() + 3_600 })))).tokens).toMatch(
      /^id-token-clock auth_time/,
    )
  })

  it.each<[string, object, number, string]>([
    ['does not say when', {}, 0, 'id-token-claim auth_time'],
    ['was long before', { auth_time: -3_600 }, 0, 'id-token-claim auth_time'],
    ['is too old by the time that the user is back', { auth_time: -1_230 }, -1_200, 'id-token-claim auth_time'],
    ['is recent', { auth_time: -30 }, 0, 'ada'],
  ])(
    'of a sign-in that was to be of the last minute, and %s',
    async (_, { auth_time: ago }: { auth_time?: number }, began, outcome) => {
      const token = await key().sign(claimsOf(ago === undefined ? {} : { auth_time: now() + ago }))
      const asked = { maxAge: 60, startedAt: toInstant(Date.now() + began * 1_000) }
      const { tokens } = await redeem(token, { asked })

      expect(typeof tokens === 'string' ? tokens : tokens.claims?.sub).toBe(outcome)
    },
  )

  it('of an algorithm that was not announced is none', async () => {
    expect((await redeem(await key().sign(claimsOf(), { alg: 'HS256', kid: 'one' }))).tokens).toBe(
      'id-token-algorithm HS256',
    )
  })

  it('of a sign-in that was to be proved anew, and was not, is told of', async () => {
    const old = { auth_time: now() - 3_600 }

    expect((await redeem(await key().sign(claimsOf(old)), { asked: { asksLogin: true } })).reports).toEqual([
      'prompt-ignored: auth_time',
    ])
    expect((await redeem(await key().sign(claimsOf(old)))).reports).toEqual([])
    expect(
      (await redeem(await key().sign(claimsOf({ auth_time: now() })), { asked: { asksLogin: true } })).reports,
    ).toEqual([])
    expect((await redeem(await key().sign(claimsOf()), { asked: { asksLogin: true } })).reports).toEqual([])
  })
})

describe('a signature', () => {
  it('of another key is refused, after one more look: keys rotate', async () => {
    const forged = await other().sign(claimsOf(), { alg: 'ES256', kid: 'one' })

    expect(await redeem(forged)).toMatchObject({ tokens: 'id-token-signature', looks: 2 })
  })

  it('of a key that the library finds needs nothing to be loaded', async () => {
    const { tokens } = await redeem(await key().sign(claimsOf()), { isUnloaded: true })

    expect(tokens).toMatchObject({ claims: { sub: 'ada' } })
  })

  it('of a key without a name is found at the first look', async () => {
    const keys = keySet({ ...key().jwk, kid: undefined })

    expect(await redeem(await key().sign(claimsOf()), { keys })).toMatchObject({ tokens: { claims: {} }, looks: 1 })
  })

  it('of a key that comes with the next look is taken', async () => {
    const token = await other().sign(claimsOf())
    const keys = inTurn(keySet(key().jwk), keySet(key().jwk, other().jwk))

    expect(await redeem(token, { keys })).toMatchObject({ tokens: { claims: { sub: 'ada' } }, looks: 2 })
  })

  it.each<[string, () => Response, string]>([
    ['an outage', () => new Response('', { status: 503 }), 'status 503'],
    ['no set', () => Response.json({ keys: {} }), 'no key set'],
    ['a page', () => new Response('<html>'), 'no key set'],
  ])('cannot be checked with %s in the place of the keys', async (_, keys, why) => {
    expect((await redeem(await key().sign(claimsOf()), { keys })).tokens).toBe(`id-token-keys ${why}`)
  })

  it('without the name of a key is taken where it is plain which key is meant', async () => {
    const token = await key().sign(claimsOf(), { alg: 'ES256' })
    const nameless = { ...key().jwk, kid: undefined }

    expect((await redeem(token, { keys: keySet(nameless) })).tokens).toMatchObject({ claims: { sub: 'ada' } })
    expect((await redeem(token)).tokens).toMatchObject({ claims: { sub: 'ada' } })
    expect((await redeem(token, { keys: keySet(key().jwk, other().jwk) })).tokens).toBe('id-token-signature')
  })

  it('by a key without a name may be that of the one that is named', async () => {
    const token = await key().sign(claimsOf())

    expect((await redeem(token, { keys: keySet({ ...key().jwk, kid: undefined }) })).tokens).toMatchObject({
      claims: { sub: 'ada' },
    })
    expect((await redeem(token, { keys: keySet({ ...key().jwk, kid: 'two' }) })).tokens).toBe('id-token-signature')
  })

  it.each([
    ['is for encryption', { use: 'enc' }],
    ['is for another algorithm', { alg: 'ES384' }],
    ['has its private part with it', { d: 'AAAA' }],
    ['lacks a part', { y: undefined }],
  ])('by a key that %s proves nothing', async (_, changes) => {
    expect((await redeem(await key().sign(claimsOf()), { keys: keySet({ ...key().jwk, ...changes }) })).tokens).toBe(
      'id-token-signature',
    )
  })
})

describe('an ID token of a renewal', () => {
  const previous = () => claimsOf({ nonce: undefined, auth_time: now() - 100 })
  async function renew(claims: object | undefined) {
    const token = claims && (await key().sign(claims))
    const { wire, reports } = toldWire(({ url }) =>
      url === PROVIDER.jwks_uri
        ? Response.json({ keys: [key().jwk] })
        : Response.json({ access_token: 'access', token_type: 'Bearer', id_token: token }),
    )
    const outcome = await exchangeRefreshToken(wire, {
      session: sessionOf(platform, { provider: PROVIDER, claims: previous() }),
      clientId: CLIENT_ID,
      refreshToken: new Secret('refresh'),
      keys: await askForKeys(wire, PROVIDER),
      audience: undefined,
    }).catch(toOutcome)
    return { outcome, reports }
  }

  it('is of the same user, and of a sign-in that was not before that one', async () => {
    expect(await renew(previous())).toMatchObject({ outcome: { claims: { sub: 'ada' } }, reports: [] })
    expect(await renew({ ...previous(), auth_time: now() })).toMatchObject({ reports: [] })
    expect((await renew({ ...previous(), auth_time: now() - 200 })).reports).toEqual([
      'provider-answer-odd: The claim auth_time of the ID token',
    ])
    expect((await renew({ ...previous(), sub: 'grace' })).outcome).toBe('refresh-invalid id-token-claim sub')
  })

  it('that is for others, too, says for whom', async () => {
    expect((await renew({ ...previous(), aud: [CLIENT_ID, 'another'], azp: CLIENT_ID })).outcome).toBe(
      'refresh-invalid id-token-claim aud another',
    )
  })

  it('may be missing (OpenID Connect Core 1.0, section 12.2)', async () => {
    expect((await renew(undefined)).outcome).toMatchObject({ grant: { generation: 0 } })
    expect((await renew(undefined)).outcome).not.toHaveProperty('claims')
  })
})

describe('/userinfo', () => {
  async function look(
    respond: (asked: Asked) => Response | Promise<Response>,
    { isUnloaded = false, ...changes }: Partial<Session> & Pick<How, 'isUnloaded'> = {},
  ) {
    const { wire, asked, reports, waits } = toldWire((one) =>
      one.url === PROVIDER.jwks_uri ? Response.json({ keys: [key().jwk] }) : respond(one),
    )
    const session = sessionOf(platform, { provider: PROVIDER, ...changes })
    const info = await fetchUserInfo(isUnloaded ? { ...wire, parts: unloaded } : wire, CLIENT_ID, session).catch(
      toOutcome,
    )
    return { info, asked, reports, waits }
  }
  const signed = async (claims: object, by = key(), how: Pick<How, 'isUnloaded'> = {}) => {
    const token = await by.sign(claims, { alg: 'ES256', kid: 'one' })
    return look(() => new Response(token, { headers: { 'content-type': 'application/jwt' } }), how)
  }
  const CLAIMS = { iss: ISSUER, aud: CLIENT_ID, sub: 'ada', name: 'Ada' }

  it.each<[string, boolean]>([
    ['application/jwt', true],
    ['Application/JWT; charset=utf-8', true],
    ['application/jwtx', false],
    ['text/application/jwt', false],
  ])('that calls itself %s is signed: %s', async (type, isTaken) => {
    const token = await key().sign(CLAIMS, { alg: 'ES256', kid: 'one' })
    const { info } = await look(() => new Response(token, { headers: { 'content-type': type } }))

    expect(info).toEqual(isTaken ? CLAIMS : 'user-info status 200')
  })

  it('is asked with the access token in the header, and gives what it says of the user', async () => {
    const { info, asked, reports, waits } = await look(() =>
      Response.json({ sub: 'ada', name: 'Ada', email_verified: 'true', __proto__: null }),
    )

    expect(info).toEqual({ sub: 'ada', name: 'Ada', email_verified: true })
    expect(asked).toHaveLength(1)
    expect(waits).toEqual([20_000])
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer access-token-1')
    expect(reports).toEqual(['provider-answer-mended: The claim email_verified of /userinfo'])
  })

  it('gives no member that could reach a prototype', async () => {
    const body = '{"sub":"ada","constructor":1,"x":{"__proto__":{"isAdmin":true},"y":1}}'
    const { info } = await look(() => new Response(body, { headers: { 'content-type': 'application/json' } }))

    expect(JSON.stringify(info)).toBe('{"sub":"ada","x":{"y":1}}')
  })

  it('says nothing of a token that it does not take any more', async () => {
    expect((await look(() => new Response('', { status: 401 }))).info).toBeUndefined()
  })

  it.each<[string, () => Response, string]>([
    ['another user', () => Response.json({ sub: 'grace' }), 'about another user'],
    ['nobody', () => Response.json({ name: 'x' }), 'about another user'],
    ['a subject that is no text', () => Response.json({ sub: 7 }), 'about another user'],
    ['a refusal', () => new Response('', { status: 403 }), 'status 403'],
    ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'status 200'],
    [
      'an answer that calls itself a page',
      () => new Response('{"sub":"ada"}', { headers: { 'content-type': 'text/html' } }),
      'status 200',
    ],
    [
      'a broken connection',
      () => {
        throw new TypeError('secret')
      },
      'unreachable',
    ],
  ])('gives nothing of %s', async (_, respond, why) => {
    expect((await look(respond)).info).toBe(`user-info ${why}`)
  })

  it('is not there where the provider offers none', async () => {
    const { userinfo_endpoint: _, ...provider } = PROVIDER

    expect(await look(() => Response.json({ sub: 'ada' }), { provider })).toMatchObject({
      info: 'user-info the provider offers none',
      asked: [],
    })
  })

  it('that is signed is verified, also where a claim says nothing', async () => {
    expect((await signed(CLAIMS)).info).toEqual(CLAIMS)
    expect((await signed({ ...CLAIMS, iat: now(), email: null })).info).toMatchObject({ sub: 'ada', name: 'Ada' })
    expect((await signed({ ...CLAIMS, exp: null, nbf: null })).info).toMatchObject({ sub: 'ada', name: 'Ada' })
    expect((await signed(CLAIMS, other())).info).toBe('user-info id-token-signature')
    expect((await signed({ ...CLAIMS, email: null }, other())).info).toBe('user-info id-token-signature')
  })

  it.each([
    ['for another client', { aud: 'another' }, 'for somebody else'],
    ['of another issuer', { iss: 'https://evil.example' }, 'for somebody else'],
    ['about another user', { sub: 'grace' }, 'about another user'],
    ['an ID token that is played back', { nonce: 'n' }, 'id-token-malformed'],
    ['an ID token with the hash of a token', { at_hash: 'x' }, 'id-token-malformed'],
    ['an ID token with the hash of a code', { c_hash: 'x' }, 'id-token-malformed'],
    ['an ID token with the hash of a state', { s_hash: 'x' }, 'id-token-malformed'],
    ['a logout token', { events: {} }, 'id-token-malformed'],
    ['of before time', { iat: -1 }, 'id-token-malformed'],
    ['of the first second', { iat: 0 }, 'id-token-malformed'],
    ['to be used from before time', { nbf: -1 }, 'id-token-malformed'],
    ['to be used from the first second', { nbf: 0 }, 'id-token-malformed'],
    ['of long ago', { iat: now() - 3_600 }, 'id-token-clock'],
    ['of tomorrow', { iat: now() + 3_600 }, 'id-token-clock'],
    ['over', { exp: now() - 3_600 }, 'id-token-clock'],
  ])('that is signed is not %s', async (_, changes, why) => {
    expect((await signed({ ...CLAIMS, iat: now(), ...changes })).info).toBe(`user-info ${why}`)
  })

  it('that is signed and wrong is refused where the words for that cannot be loaded, too', async () => {
    const { info } = await signed({ ...CLAIMS, exp: now() - 3_600 }, key(), { isUnloaded: true })

    expect(info).toMatch(/^user-info OAUTH_/)
  })
})
