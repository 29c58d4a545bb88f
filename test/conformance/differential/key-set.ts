import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Lie, SigningKey } from 'latchkey/testing'
import type { Home } from '../../support/home.js'
import { header, lieAbout, published } from '../../support/id-token-rows.js'
import { answer, both, type Row, type Told, toFormRows, typed } from './lies.js'

const keySet = (change: (keys: readonly JWK[]) => readonly unknown[]): Lie => ({
  // A cast, because a set may hold anything.
  jwks: ({ keys }) => ({ keys: change(keys) as JWK[] }),
})
/** Another key of the provider, which is not the one that signs. */
const further = async ({ provider }: Home, algorithm: 'RS256' | 'ES256' = 'RS256'): Promise<SigningKey> =>
  provider.addKey(algorithm)

const VERIFIED = '; a signature verifies with the right key alone, whatever else is in the set'
const ODD_KEY = `RFC 7517 section 5: what is not understood in a set is ignored, and sets with broken entries are out there${VERIFIED}`
const NO_KID = `Globus publishes keys without kid, which RFC 7517 section 4.5 leaves optional${VERIFIED}`
const NULL_KEY = `null is a way to say "not there", in a key as in any other answer${VERIFIED}`
const ONE_KID = `providers publish several keys of one kid (RFC 7517 section 4.5 only advises against it), so that each is tried${VERIFIED}`
const ROTATED = `OpenID Connect Core 1.0, section 10.1.1: keys rotate, and a cache may not know it yet, so that a set is asked for once more${VERIFIED}`
const ONE_ALGORITHM = `RFC 9864 renames EdDSA to Ed25519, and providers change over bit by bit; the curve says which algorithm it is${VERIFIED}`

export const KEY_SET: readonly Row[] = [
  ['nothing unusual', {}],
  ...toFormRows('jwks'),
  ['JSON as application/jwk-set+json', typed('jwks', 'application/jwk-set+json')],
  ['no keys', keySet(() => [])],
  ['keys that are no list', answer('jwks', () => '{"keys":{}}')],
  ['no list of keys', answer('jwks', () => '{}')],
  ['null among the keys', keySet((keys) => [null, ...keys]), ODD_KEY],
  ['a number among the keys', keySet((keys) => [7, ...keys]), ODD_KEY],
  ['a list among the keys', keySet((keys) => [[], ...keys]), ODD_KEY],
  ['an object with nothing in it among the keys', keySet((keys) => [{}, ...keys])],
  ['a key of a kind that nobody knows among the keys', keySet((keys) => [{ kty: 'XX', kid: 'x' }, ...keys])],
  ['a broken key among the keys', keySet((keys) => [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'x' }, ...keys])],
  ['a key without kid', published(({ kid: _, ...key }) => key), NO_KID],
  ['several keys without kid', withFurther('RS256', withoutKids()), NO_KID],
  ['a key whose kid is null', eachKey({ kid: null }), NULL_KEY],
  ['a key whose kid is a number', eachKey({ kid: 7 })],
  ['a key whose use is null', eachKey({ use: null }), NULL_KEY],
  ['a key whose use is empty', eachKey({ use: '' })],
  ['a key whose alg is null', eachKey({ alg: null }), NULL_KEY],
  ['a key whose key_ops are null', eachKey({ key_ops: null })],
  ['a key that says nothing of its use', published(({ use: _, alg: __, ...key }) => key)],
  ['a key that may do more than verify', eachKey({ key_ops: ['sign', 'verify'] })],
  ['a certificate beside a key', eachKey({ x5c: ['AAAA'], x5t: 'AAAA' })],
  ['the key twice', keySet((keys) => [...keys, ...keys]), ONE_KID],
  [
    'the key twice, and a token without kid',
    both(
      keySet((keys) => [...keys, ...keys]),
      header({ kid: undefined }),
    ),
  ],
  ['the key twice, first for another algorithm', keySet(([key]) => [{ ...key, alg: 'PS256' }, key])],
  ['the key twice, then for another algorithm', keySet(([key]) => [key, { ...key, alg: 'PS256' }])],
  ['the key twice, then for encryption', keySet(([key]) => [key, { ...key, use: 'enc' }])],
  ['two keys of one kid, the right one first', async (home) => oneName(await further(home), 'after'), ONE_KID],
  ['two keys of one kid, the right one last', async (home) => oneName(await further(home), 'before'), ONE_KID],
  ['two keys of one kid, neither the right one', async (home) => oneName(await further(home), 'instead')],
  ['a further key', withFurther('RS256', {})],
  ['a further key, and a token without kid', withFurther('RS256', header({ kid: undefined }))],
  ['a further key of another algorithm, and a token without kid', withFurther('ES256', header({ kid: undefined }))],
  [
    'a further key, and neither it nor the token has a kid',
    withFurther('RS256', both(withoutKids(), header({ kid: undefined }))),
  ],
  ['none for the kid', eachKey({ kid: 'another' })],
  ['none for the kid at first: keys have been rotated', staleAtFirst, ROTATED],
  ['another key of the kid at first: keys have been rotated', renewedUnderOneName, ROTATED],
  ['keys rotated for good, and the token signed by the old one', withdrawn],
  ['the private key', privateSet],
  ['the private key, and the public one', privateBeside],
  ['a secret of the kid', published(({ kid = '' }) => ({ kty: 'oct', k: 'AAAA', kid }))],
  ['an RSA key of 1024 bits', weakSet],
  ['a P-384 key under ES256', otherCurve, undefined, { provider: { signingAlgorithm: 'ES256' } }],
  ['a key named EdDSA, and a token named so', {}, undefined, { provider: { signingAlgorithm: 'EdDSA' } }],
  ['a key named Ed25519, and a token named so', {}, undefined, { provider: { signingAlgorithm: 'Ed25519' } }],
  [
    'a key named Ed25519, and a token named EdDSA',
    eachKey({ alg: 'Ed25519' }),
    ONE_ALGORITHM,
    { provider: { signingAlgorithm: 'EdDSA' } },
  ],
  [
    'a key named EdDSA, and a token named Ed25519',
    eachKey({ alg: 'EdDSA' }),
    ONE_ALGORITHM,
    { provider: { signingAlgorithm: 'Ed25519' } },
  ],
  ...(['PS256', 'ES256', 'ES384'] as const).map(
    (signingAlgorithm): Row => [`a key for ${signingAlgorithm}`, {}, undefined, { provider: { signingAlgorithm } }],
  ),
]

function eachKey(changes: object): Lie {
  return keySet((keys) => keys.map((key) => ({ ...key, ...changes })))
}

function withFurther(algorithm: 'RS256' | 'ES256', lie: Lie): Told {
  return async (home) => {
    await further(home, algorithm)
    return lie
  }
}

function oneName({ publicJwk }: SigningKey, where: 'before' | 'after' | 'instead'): Lie {
  return keySet(([own]) => {
    const other = { ...publicJwk, kid: own?.kid }
    return where === 'instead' ? [other, { ...other }] : where === 'before' ? [other, own] : [own, other]
  })
}

function withoutKids(): Lie {
  return keySet((keys) => keys.map(({ kid: _, ...key }) => key))
}

/** The first answer comes from a cache that does not know the new key yet. */
function staleAtFirst(): Lie {
  let asked = 0
  return keySet((keys) => {
    asked += 1
    return asked === 1 ? keys.map((key) => ({ ...key, kid: 'of yesterday' })) : keys
  })
}

async function renewedUnderOneName(home: Home): Promise<Lie> {
  const { publicJwk } = await further(home)
  let asked = 0
  return keySet(([own]) => {
    asked += 1
    return [asked === 1 ? { ...publicJwk, kid: own?.kid } : own]
  })
}

async function withdrawn({ provider }: Home): Promise<Lie> {
  const { publicJwk } = await provider.addKey('RS256')
  return keySet(() => [publicJwk])
}

async function privateSet(): Promise<Lie> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: 'open', alg: 'RS256', use: 'sig' }
  return both(
    keySet(() => [jwk]),
    lieAbout((token) => ({ header: { ...token.header, kid: 'open' }, key: privateKey })),
  )
}

async function privateBeside(): Promise<Lie> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: 'open', alg: 'RS256', use: 'sig' }
  return keySet((keys) => [jwk, ...keys])
}

async function weakSet(): Promise<Lie> {
  const pair = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  )
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'weak', alg: 'RS256', use: 'sig' }
  return both(
    keySet(() => [jwk]),
    lieAbout((token) => ({ header: { ...token.header, kid: 'weak' }, key: pair.privateKey })),
  )
}

async function otherCurve(): Promise<Lie> {
  const { publicKey } = await generateKeyPair('ES384', { extractable: true })
  const jwk = await exportJWK(publicKey)
  return published(({ kid = '' }) => ({ ...jwk, kid, alg: 'ES256', use: 'sig' }))
}
