import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dpopProofsOf } from '../../src/access/dpop.js'
import type { ProofKey } from '../../src/domain/proof-key.js'
import { reveal, Secret } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import type { Platform } from '../../src/platform/platform.js'
import { checkAuthorizationResponse } from '../../src/protocol/authorization-response.js'
import { exchangeCode, exchangeRefreshToken } from '../../src/protocol/tokens.js'
import { fetchUserInfo } from '../../src/protocol/user-info.js'
import type { Wire } from '../../src/protocol/wire.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { attemptOf, sessionOf } from '../support/opened-vault.js'
import { type Asked, toldWire } from '../support/told-wire.js'

const PROVIDER = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  dpop_signing_alg_values_supported: ['ES256'],
}
const TOKENS = { access_token: 'access', token_type: 'DPoP', expires_in: 300 }
const API = 'https://calendar.example.com/v1/events'
const platform = { now: () => ({ wall: Date.now(), elapsed: 0 }) } as unknown as Platform
const now = () => Math.floor(Date.now() / 1000)

const asksForNonce = (nonce?: string) =>
  Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers: nonce ? { 'dpop-nonce': nonce } : {} })

const toProof = (headers: Headers) => {
  const proof = headers.get('dpop') ?? ''
  return { header: decodeProtectedHeader(proof), claims: decodeJwt(proof) }
}

/** A session whose tokens are bound to a key, at a provider that answers so. */
async function setUpBound(respond: (asked: Asked, turn: number) => Response) {
  let turn = 0
  const { wire, asked, reports } = toldWire((one) => respond(one, turn++))
  const proofs = dpopProofsOf(wire)
  const proofKey = await proofs.createKey(PROVIDER)
  const renew = (changes: Partial<Session> = {}) =>
    exchangeRefreshToken(wire, {
      session: sessionOf(platform, { provider: PROVIDER, proofKey, ...changes }),
      clientId: CLIENT_ID,
      refreshToken: new Secret('refresh'),
      keys: undefined,
      audience: undefined,
    }).catch(({ code, details }) => `${code} ${details?.why ?? ''}`.trim())
  return { asked, reports, proofs, proofKey, renew, made: () => asked.map(({ headers }) => toProof(headers)) }
}

/** Redeems a code for tokens that are bound to a key. */
async function redeem(wire: Wire, proofKey: ProofKey, openid: boolean) {
  const response = await checkAuthorizationResponse(
    wire,
    { provider: PROVIDER, clientId: CLIENT_ID, state: 'state', again: undefined },
    new URLSearchParams('code=c&state=state'),
  )
  return exchangeCode(wire, { attempt: attemptOf(PROVIDER, { proofKey }), response, clientId: CLIENT_ID, openid })
}

describe('a proof', () => {
  it('is of the session’s key, for this request, and by the provider’s clock', async () => {
    const { renew, made, proofKey } = await setUpBound(() => Response.json(TOKENS))

    await renew()
    await renew({ clockOffset: 3_600 })

    const [first, second] = made()
    expect(first?.header).toEqual({ typ: 'dpop+jwt', alg: 'ES256', jwk: proofKey.jwk })
    expect(first?.claims).toMatchObject({ htm: 'POST', htu: PROVIDER.token_endpoint })
    expect(Math.abs(Number(first?.claims.iat) - now())).toBeLessThan(60)
    expect(Math.abs(Number(second?.claims.iat) - now() - 3_600)).toBeLessThan(60)
  })

  it('has the nonce that it was refused for the want of, and is sent once more for no other reason', async () => {
    const { renew, made, reports } = await setUpBound((_, turn) => (turn ? Response.json(TOKENS) : asksForNonce('n-1')))

    expect(await renew()).toMatchObject({ grant: { scopes: ['openid', 'events.read'] } })
    expect(made().map(({ claims }) => claims['nonce'])).toEqual([undefined, 'n-1'])
    expect(reports).toEqual([])

    const refused = await setUpBound(() =>
      Response.json({ error: 'invalid_grant' }, { status: 400, headers: { 'dpop-nonce': 'n-1' } }),
    )
    expect(await refused.renew()).toBe('refresh-rejected')
    expect(refused.made()).toHaveLength(1)
  })

  it('has the newest nonce that an answer brought', async () => {
    const { renew, made } = await setUpBound((_, turn) =>
      Response.json(TOKENS, { headers: { 'dpop-nonce': `n-${turn}` } }),
    )

    for (let count = 0; count < 3; count += 1) await renew()

    expect(made().map(({ claims }) => claims['nonce'])).toEqual([undefined, 'n-0', 'n-1'])
  })

  it('is made anew once, however often a nonce is asked for', async () => {
    const { renew, asked } = await setUpBound((_, turn) => asksForNonce(`n-${turn}`))

    expect(await renew()).toBe('refresh-unavailable')
    expect(asked).toHaveLength(2)
  })

  it('that lacks a nonce which CORS hides is given up, and that is told', async () => {
    const { renew, asked, reports } = await setUpBound(() => asksForNonce())

    expect(await renew()).toBe('refresh-unavailable')
    expect(asked).toHaveLength(1)
    expect(reports).toEqual(['dpop-nonce-hidden: undefined'])
  })

  it('was for nothing where the answer has a bearer token: no downgrade (R-T07)', async () => {
    const { renew } = await setUpBound(() => Response.json({ ...TOKENS, token_type: 'Bearer' }))

    expect(await renew()).toBe('refresh-invalid token-invalid')
  })

  it('goes with the access token to /userinfo', async () => {
    const provider = { ...PROVIDER, userinfo_endpoint: `${ISSUER}/userinfo` }
    const { wire, asked } = toldWire(() => Response.json({ sub: 'ada' }))
    const proofKey = await dpopProofsOf(wire).createKey(provider)

    await fetchUserInfo(wire, CLIENT_ID, sessionOf(platform, { provider, proofKey, clockOffset: 3_600 }))

    const headers = asked[0]?.headers as Headers
    expect(headers.get('authorization')).toBe('DPoP access-token-1')
    const { claims } = toProof(headers)
    expect(claims).toMatchObject({ htm: 'GET', htu: provider.userinfo_endpoint })
    expect(Math.abs(Number(claims.iat) - now() - 3_600)).toBeLessThan(60)
  })

  it('hides nothing of what is wrong with an answer that came', async () => {
    const provider = { ...PROVIDER, userinfo_endpoint: `${ISSUER}/userinfo` }
    const { wire, asked } = toldWire(() => Response.json({ ...TOKENS, sub: 'eve' }))
    const proofKey = await dpopProofsOf(wire).createKey(provider)

    await expect(fetchUserInfo(wire, CLIENT_ID, sessionOf(platform, { provider, proofKey }))).rejects.toMatchObject({
      code: 'user-info',
      details: { why: 'about another user' },
    })
    await expect(redeem(wire, proofKey, true)).rejects.toMatchObject({ code: 'id-token-missing' })
    expect(asked.map(({ url }) => url)).toEqual([
      provider.userinfo_endpoint,
      PROVIDER.jwks_uri,
      PROVIDER.token_endpoint,
    ])
  })

  it('that cannot be made is no answer: a code is not known to be spent', async () => {
    const { wire, asked } = toldWire(() => Response.json(TOKENS))
    const key = await dpopProofsOf(wire).createKey(PROVIDER)

    await expect(redeem(wire, { ...key, jwk: {} }, false)).rejects.toMatchObject({ code: 'token-unreachable' })
    expect(asked).toEqual([])
  })

  it('is no reason to lose the next refresh token of an answer without an access token', async () => {
    const { renew, reports } = await setUpBound(() => Response.json({ refresh_token: 'next' }))

    expect(reveal(Object(await renew()).refreshToken)).toBe('next')
    expect(reports).toEqual(['provider-answer-odd: The access_token of a renewal'])
  })
})

describe('a key', () => {
  const createKey = async (algorithms: readonly string[] | undefined) => {
    const { wire, reports } = toldWire(() => new Response())
    const provider = { ...PROVIDER, dpop_signing_alg_values_supported: algorithms }
    const made = await dpopProofsOf(wire)
      .createKey(provider as never)
      .catch(({ code, details }) => `${code} ${details.feature}`)
    return { made, key: made as ProofKey, reports }
  }

  it('can be read out by nobody, and is known by its public part alone', async () => {
    const { key } = await createKey(['ES256'])

    expect([key.alg, key.privateKey.type, key.privateKey.extractable]).toEqual(['ES256', 'private', false])
    expect(Object.keys(key.jwk).sort()).toEqual(['crv', 'kty', 'x', 'y'])
    expect(key.jkt).toBe(await calculateJwkThumbprint(key.jwk))
  })

  it.each([
    ['ES256', { kty: 'EC', crv: 'P-256' }],
    ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }],
    ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
    ['PS256', { kty: 'RSA', e: 'AQAB' }],
    ['RS256', { kty: 'RSA', e: 'AQAB' }],
  ])('is of the algorithm that the provider takes: %s', async (alg, members) => {
    const { key } = await createKey(['ES512', alg])

    expect(key).toMatchObject({ alg, jwk: members })
    expect(key.jkt).toBe(await calculateJwkThumbprint(key.jwk))
  })

  it('is of the first algorithm of ours that is taken, and of the very first where nothing is said', async () => {
    expect((await createKey(['RS256', 'Ed25519', 'ES256'])).key.alg).toBe('ES256')
    expect((await createKey(['RS256', 'EdDSA', 'Ed25519'])).key.alg).toBe('Ed25519')
    expect((await createKey(undefined)).key.alg).toBe('ES256')
  })

  it('of a provider that says nothing of proofs is told of, and no other', async () => {
    expect((await createKey(undefined)).reports).toEqual(['dpop-unannounced: undefined'])
    expect((await createKey(['ES256'])).reports).toEqual([])
  })

  it.each([[['ES384']], [[]]])('is refused where the provider takes %j', async (algorithms) => {
    expect((await createKey(algorithms)).made).toBe('discovery-unsupported dpop_signing_alg_values_supported')
  })

  it('is of the next algorithm in an engine that lacks the first', async () => {
    const { generateKey } = crypto.subtle
    onTestFinished(() => {
      crypto.subtle.generateKey = generateKey
    })
    // One without the curve P-256.
    crypto.subtle.generateKey = ((...given: Parameters<typeof generateKey>) =>
      JSON.stringify(given[0]).includes('P-256')
        ? Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError'))
        : generateKey.apply(crypto.subtle, given)) as typeof generateKey

    expect((await createKey(['ES256', 'EdDSA'])).key.alg).toBe('EdDSA')
    expect((await createKey(['ES256'])).made).toBe('discovery-unsupported dpop_signing_alg_values_supported')
  })

  it('signs by the name that the provider has for its algorithm', async () => {
    const { key } = await createKey(['EdDSA'])
    const { renew, made } = await setUpBound(() => Response.json(TOKENS))

    await renew({ proofKey: key })

    expect(made()[0]?.header).toMatchObject({ alg: 'EdDSA', jwk: key.jwk })
  })
})

describe('what remembers nonces', () => {
  const handleOf = ({ proofs, proofKey }: Awaited<ReturnType<typeof setUpBound>>, clockOffset: number) =>
    proofs.run({ proofKey, clockOffset }, async ({ DPoP }) => DPoP)
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

  it('is one for a key and a clock', async () => {
    const home = await setUpBound(() => Response.json(TOKENS))

    expect(await handleOf(home, 0)).toBe(await handleOf(home, 0))
    expect(await handleOf(home, 1)).not.toBe(await handleOf(home, 0))
    expect(await home.proofs.run({ proofKey: home.proofKey }, async ({ DPoP }) => DPoP)).toBe(await handleOf(home, 0))
  })

  it('keeps twenty, and forgets the one that was used longest ago', async () => {
    const home = await setUpBound(() => Response.json(TOKENS))
    const handles: unknown[] = []
    for (const offset of upTo(20)) handles.push(await handleOf(home, offset))
    const again: unknown[] = []
    for (const offset of upTo(20)) again.push(await handleOf(home, offset))

    await handleOf(home, 0)
    await handleOf(home, 20)

    expect(again.map((handle, index) => handle === handles[index])).toEqual(upTo(20).map(() => true))
    expect(await handleOf(home, 0)).toBe(handles[0])
    expect(await handleOf(home, 1)).not.toBe(handles[1])
  })
})

describe('a call with a proof', () => {
  const accessToken = new Secret<'access-token'>('access')
  async function exchange(answer: () => Response, { method = 'GET', url = API } = {}) {
    const home = await setUpBound(() => new Response())
    const given: Readonly<Record<string, string>>[] = []
    const send = async (credentials: Readonly<Record<string, string>>) => {
      given.push(credentials)
      return answer()
    }
    const call = () => home.proofs.exchange({ proofKey: home.proofKey }, { method, url, accessToken }, send)
    const outcome = await call()
    return { ...home, outcome, call, given: given.map((one) => new Headers(one)) }
  }
  const unauthorized = (headers: Record<string, string>) => () => new Response('', { status: 401, headers })
  const ASKED = { 'www-authenticate': 'DPoP error="use_dpop_nonce"' }

  it('carries its token and a proof of that token for this address, without query and fragment', async () => {
    const { given } = await exchange(() => new Response(), { url: `${API}?day=1#x`, method: 'PATCH' })

    expect(given[0]?.get('authorization')).toBe('DPoP access')
    expect(toProof(given[0] as Headers).claims).toMatchObject({
      htm: 'PATCH',
      htu: API,
      ath: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it.each(['get', 'Patch'])('names a method as it is spelt: %s', async (method) => {
    const { given } = await exchange(() => new Response(), { method })

    expect(toProof(given[0] as Headers).claims['htm']).toBe(method)
  })

  it('may go to a loopback host over http', async () => {
    const { outcome } = await exchange(() => new Response('x'), { url: 'http://localhost:8081/' })

    expect(outcome.answer.status).toBe(200)
  })

  it('gives the answer itself, unread, and says whether another proof may do better', async () => {
    const own = new Response('x', { status: 418 })
    const { outcome } = await exchange(() => own)

    expect(outcome).toEqual({ answer: own, mayRepeat: false })
    expect(outcome.answer).toBe(own)
    expect(own.bodyUsed).toBe(false)
  })

  it.each<[string, Record<string, string>, boolean, readonly string[]]>([
    ['asked for and given', { ...ASKED, 'dpop-nonce': 'n-1' }, true, []],
    ['asked for and hidden', ASKED, false, ['dpop-nonce-hidden: undefined']],
    ['given unasked', { 'www-authenticate': 'DPoP error="invalid_token"', 'dpop-nonce': 'n-1' }, false, []],
    ['not spoken of', {}, false, []],
  ])('may be repeated where a nonce is %s', async (_, headers, mayRepeat, told) => {
    const { outcome, reports } = await exchange(unauthorized(headers))

    expect(outcome.mayRepeat).toBe(mayRepeat)
    expect(reports).toEqual(told)
  })

  it('has the nonce that an answer of this API brought', async () => {
    const home = await exchange(() => new Response('', { headers: { 'dpop-nonce': 'n-1' } }), { method: 'PATCH' })
    const sent: Headers[] = []

    await home.proofs.exchange({ proofKey: home.proofKey }, { method: 'GET', url: API, accessToken }, async (made) => {
      sent.push(new Headers(made))
      return new Response()
    })

    expect(toProof(sent[0] as Headers).claims['nonce']).toBe('n-1')
  })

  it('fails with what sending failed with', async () => {
    const failure = new RangeError('of the app')

    await expect(
      exchange(() => {
        throw failure
      }),
    ).rejects.toBe(failure)
  })
})
