import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  processUserInfoResponse,
  validateApplicationLevelSignature,
} from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../src/domain/provider.js'
import { openJwt } from '../../src/protocol/jwt.js'
import { checkSignature } from '../../src/protocol/signature.js'
import type { Wire } from '../../src/protocol/wire.js'
import { spell, toBytes } from '../support/bytes.js'

const ISSUER = 'https://id.example.com'
const CLIENT_ID = 'todo-spa'
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

const SERVER: AuthorizationServer = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }

interface Case {
  readonly token: string
  readonly keys: readonly unknown[]
}

interface Pair {
  readonly privateKey: CryptoKey
  readonly jwk: JWK
  readonly secret: JWK
}

async function createPair(alg: string, modulusLength = 2048): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, modulusLength })
  const [jwk, secret] = [await exportJWK(publicKey), await exportJWK(privateKey)]
  return { privateKey, secret, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' } }
}

const sign = (alg: string, { privateKey }: Pair, kid?: string | undefined): Promise<string> =>
  new CompactSign(
    new TextEncoder().encode(
      JSON.stringify({ iss: ISSUER, aud: CLIENT_ID, sub: 'ada', exp: Math.floor(Date.now() / 1000) + 60 }),
    ),
  )
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .sign(privateKey)

function flip(token: string): string {
  const at = token.lastIndexOf('.') + 5
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

/** What latchkey says. */
async function ours(alg: string, { token, keys }: Case): Promise<boolean> {
  const text = JSON.stringify({ keys })
  const answer = { why: 'status 200', status: 200, headers: new Headers(), text, json: { keys } } as const
  const wire: Wire = {
    now: () => ({ wall: Date.now() as never, elapsed: 0 }),
    after: () => () => undefined,
    subtle: crypto.subtle,
    isLoopback: false,
    report: () => undefined,
    parts: async () => ({
      loadDpop: () => Promise.reject(new Error('No proof is asked for')),
      loadFailures: () => import('../../src/protocol/error-response.js'),
      loadOddAnswer: () => import('../../src/protocol/odd-keys.js'),
    }),
    fetch: async () => new Response(text, { headers: { 'content-type': 'application/json' } }),
  }
  const provider = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` } as Provider
  try {
    const response = await read(alg, token)
    const { header } = openJwt(token)
    await checkSignature(wire, { response, header, provider, keys: answer })
    return true
  } catch {
    return false
  }
}

/** A response whose JWT the library has read. */
async function read(alg: string, token: string): Promise<Response> {
  const response = new Response(token, { headers: { 'content-type': 'application/jwt' } })
  await processUserInfoResponse(SERVER, { client_id: CLIENT_ID, userinfo_signed_response_alg: alg }, 'ada', response)
  return response
}

/** What bare oauth4webapi says, with the whole key set. */
async function theirs(alg: string, { token, keys }: Case): Promise<boolean> {
  const server = { ...SERVER }
  try {
    const response = await read(alg, token)
    await validateApplicationLevelSignature(server, response, {
      [allowInsecureRequests]: false,
      [customFetch]: async () => Response.json({ keys }),
    })
    return true
  } catch {
    return false
  }
}

describe.each(ALGORITHMS)('a signature by %s', (alg) => {
  const isRsa = /^[RP]S/.test(alg)

  it('is judged as oauth4webapi judges it, by every kind of key set (R-I04, R-I05)', async () => {
    const [one, other] = [await createPair(alg), await createPair(alg)]
    const token = await sign(alg, one, one.jwk.kid)
    const { kid: _, ...nameless } = one.jwk
    const { alg: __, use: ___, ...bare } = one.jwk
    const cases: Readonly<Record<string, Case>> = {
      'the right key': { token, keys: [one.jwk] },
      'the right key among others': { token, keys: [other.jwk, one.jwk] },
      'a key that says nothing of its use': { token, keys: [bare] },
      'no key': { token, keys: [] },
      'another key': { token, keys: [other.jwk] },
      'another key of the same name': { token, keys: [{ ...other.jwk, kid: one.jwk.kid }] },
      'another key of the same name beside the right one': {
        token,
        keys: [{ ...other.jwk, kid: one.jwk.kid }, one.jwk],
      },
      'the key under another name': { token, keys: [{ ...one.jwk, kid: 'x' }] },
      'the key without its name': { token, keys: [nameless] },
      'a token that names no key, and one key': { token: await sign(alg, one), keys: [one.jwk] },
      'a token that names no key, and two keys': { token: await sign(alg, one), keys: [one.jwk, other.jwk] },
      'a key for encryption': { token, keys: [{ ...one.jwk, use: 'enc' }] },
      'a key that may not verify': { token, keys: [{ ...one.jwk, key_ops: ['encrypt'] }] },
      'a key of another algorithm': { token, keys: [{ ...one.jwk, alg: alg === 'RS512' ? 'RS256' : 'RS512' }] },
      'a key of another kind': { token, keys: [{ ...one.jwk, kty: 'oct', k: 'AAAA' }] },
      'a flipped signature': { token: flip(token), keys: [one.jwk] },
      'no signature': { token: token.slice(0, token.lastIndexOf('.') + 1), keys: [one.jwk] },
      'a broken key': { token, keys: [{ ...one.jwk, n: 'AQAB', x: 'AQAB' }] },
      'keys that are none': { token, keys: [null, 7, 'x', [], { kty: isRsa ? 'RSA' : 'EC' }, one.jwk] },
    }

    const verdicts = async (judge: typeof ours) =>
      Object.fromEntries(
        await Promise.all(Object.entries(cases).map(async ([name, told]) => [name, await judge(alg, told)])),
      )

    const expected = await verdicts(theirs)
    expect(expected['the right key'] || alg === 'Ed25519').toBe(true)
    // A provider's oddity must not lock everybody out: a signature verifies with the right key alone, whatever else is there.
    const lenient = [
      'keys that are none',
      'the key without its name',
      'another key of the same name beside the right one',
    ]
    expect(await verdicts(ours)).toEqual({ ...expected, ...Object.fromEntries(lenient.map((name) => [name, true])) })
  })

  it('proves nothing by a key whose private part is published too, and verifies beside such a key (R-I06)', async () => {
    const [pair, open] = [await createPair(alg), await createPair(alg)]
    const published = { ...open.secret, ...open.jwk }
    const token = await sign(alg, pair, pair.jwk.kid)

    expect(await ours(alg, { token: await sign(alg, open, open.jwk.kid), keys: [published] })).toBe(false)
    expect(await ours(alg, { token, keys: [published, pair.jwk] })).toBe(true)
    expect(await ours(alg, { token, keys: [published, { ...pair.jwk, d: null }] })).toBe(true)
  })
})

it.each(ALGORITHMS.filter((alg) => /^[RP]S/.test(alg)))(
  'a signature by %s with a small RSA key is none (RFC 7518 section 3.3)',
  async (alg) => {
    // The smallest that holds the salt of PS512 and that every engine makes.
    const pair = await createWeakPair(alg, 1152)

    expect(await ours(alg, { token: await pair.sign(), keys: [pair.jwk] })).toBe(false)
  },
)

// jose makes no keys this small.
async function createWeakPair(alg: string, modulusLength: number) {
  const hash = `SHA-${alg.slice(2)}`
  const parameters = alg.startsWith('PS')
    ? { name: 'RSA-PSS', hash, saltLength: Number(alg.slice(2)) / 8 }
    : { name: 'RSASSA-PKCS1-v1_5', hash }
  const pair = await crypto.subtle.generateKey(
    { ...parameters, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  )
  const encode = (value: unknown) => spell(toBytes(JSON.stringify(value)), 'base64url')
  const text = `${encode({ alg })}.${encode({ iss: ISSUER, aud: CLIENT_ID, sub: 'ada' })}`
  return {
    jwk: await crypto.subtle.exportKey('jwk', pair.publicKey),
    sign: async () =>
      `${text}.${spell(await crypto.subtle.sign(parameters, pair.privateKey, toBytes(text)), 'base64url')}`,
  }
}
