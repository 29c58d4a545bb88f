import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json, serve } from './own/server.js'
import { createApi } from './support/api.js'
import { listen } from './support/site.js'

// The API of the matrix lets in only what an API must: otherwise it would mean little that it lets latchkey in.

const REFERENCE = 'a-reference.that-has.dots'

let provider: Awaited<ReturnType<typeof serve>>
let server: Awaited<ReturnType<typeof listen>>
let key: CryptoKey
let otherKey: CryptoKey
beforeAll(async () => {
  ;[provider, server] = await Promise.all([serve('api'), listen()])
  const pairs = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  ;[key, otherKey] = [pairs[0].privateKey, pairs[1].privateKey]
  const issuer = provider.origin
  const keys = [{ ...(await exportJWK(pairs[0].publicKey)), alg: 'ES256' }]
  provider.answer(
    {
      'GET /.well-known/openid-configuration': () =>
        json(200, { issuer, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo` }),
      'GET /jwks': () => json(200, { keys }),
      // Whatever comes is somebody's: so much may a provider let in that an API must not.
      'GET /userinfo': () => json(200, { sub: 'ada' }),
    },
    {},
  )
  const api = createApi({
    origin: server.origin,
    provider: () => ({ issuer, clientId: 'spa', registered: {}, pages: [], close: provider.close }),
  })
  server.answer((request, response) => void api.answer(request, response))
})
afterAll(() => Promise.all([provider.close(), server.close()]))

async function statusOf(token: string, path = '/shared/things'): Promise<number> {
  const response = await fetch(`${server.origin}${path}`, { headers: { Authorization: `Bearer ${token}` } })
  return response.status
}

const sign = (change: JWTPayload = {}, by = key): Promise<string> =>
  new SignJWT({ iss: provider.origin, sub: 'ada', aud: `${server.origin}/shared/`, ...change })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(by)

describe('the API of the matrix', () => {
  it('takes an access token, and a reference that the provider answers for', async () => {
    expect([await statusOf(await sign()), await statusOf(REFERENCE)]).toEqual([200, 200])
  })

  it.each<[string, JWTPayload]>([
    ['with the nonce of a sign-in', { nonce: 'a-nonce' }],
    ['for the client, as a renewal brings one', { aud: 'spa' }],
    ['for the client among others', { aud: ['https://elsewhere.example', 'spa'] }],
    ['with the hash of an access token', { at_hash: 'a-hash' }],
  ])('refuses an ID token: %s', async (_, change) => {
    expect(await statusOf(await sign(change))).toBe(401)
  })

  it('asks the provider about no JWT that does not verify', async () => {
    expect(await statusOf(await sign({}, otherKey))).toBe(401)
    expect(await statusOf(await sign({ iss: 'https://elsewhere.example' }))).toBe(401)
  })

  it('takes at the second API only what is for it', async () => {
    const own = `${server.origin}/own/`

    expect(await statusOf(await sign({ aud: own }), '/own/things')).toBe(200)
    expect(await statusOf(await sign({ aud: [own, `${server.origin}/shared/`] }), '/own/things')).toBe(200)
    expect(await statusOf(await sign(), '/own/things')).toBe(401)
    expect(await statusOf(REFERENCE, '/own/things')).toBe(401)
  })
})
