import type { JWK } from 'jose'
import { loadJose } from './jose.js'

/** What the test provider can sign with. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA' | 'Ed25519'

/** A private key and the public one that others check it by. */
export type SigningKey = {
  /** Its id, which tokens name in their header. */
  readonly kid: string
  /** What it signs with. */
  readonly algorithm: string
  /** What signs. */
  readonly privateKey: CryptoKey
  /** The public half, as the provider publishes it. */
  readonly publicJwk: JWK
}

/** How keys are rotated. */
export type KeyRotation = {
  /** The id of the key that follows; its thumbprint unless set. The old key's id makes two keys of one name. */
  readonly kid?: string

  /** Whether the old keys leave the key set at once; `false` unless set: tokens they signed stay checkable. */
  readonly withdraw?: boolean
}

/** The keys of one provider. */
export type SigningKeys = {
  /** The key that signs. */
  readonly current: () => Promise<SigningKey>

  /** Every published key, the one that signs first. */
  readonly published: () => Promise<readonly SigningKey[]>

  /** Replaces the key that signs. */
  readonly rotate: (rotation?: KeyRotation) => Promise<SigningKey>

  /** Publishes one more key, which signs nothing by itself. */
  readonly add: (algorithm: SigningAlgorithm) => Promise<SigningKey>

  /** A key that is not published; the same one for the same algorithm. */
  readonly foreign: (algorithm: string) => Promise<SigningKey>
}

// The one mutable thing a module here keeps: an RSA key costs about 0.1 s, a test file makes hundreds of providers,
// and a key says nothing about who holds it.
const sharedKeys = new Map<string, Promise<SigningKey>>()

/** Creates the keys of one provider; none is made before it is needed. */
export function createSigningKeys(algorithm: SigningAlgorithm, ownKeys: boolean): SigningKeys {
  const ring = ownKeys ? new Map<string, Promise<SigningKey>>() : sharedKeys
  const take = (name: string, keyAlgorithm: string) => {
    const key = ring.get(name) ?? createSigningKey(keyAlgorithm)
    ring.set(name, key)
    return key
  }
  let made = 0
  const next = (keyAlgorithm: string) => {
    made += 1
    return take(`${keyAlgorithm} ${made}`, keyAlgorithm)
  }
  let published: readonly Promise<SigningKey>[] = []
  const first = () => {
    const key = published[0] ?? next(algorithm)
    if (published.length === 0) published = [key]
    return key
  }
  return {
    current: first,
    published: () => Promise.all([first(), ...published.slice(1)]),
    rotate: ({ kid, withdraw = false } = {}) => {
      first()
      const key = next(algorithm).then((made) => (kid === undefined ? made : rename(made, kid)))
      published = withdraw ? [key] : [key, ...published]
      return key
    },
    add: (added) => {
      first()
      const key = next(added)
      published = [...published, key]
      return key
    },
    foreign: (name) => take(`foreign ${name}`, name),
  }
}

async function createSigningKey(algorithm: string): Promise<SigningKey> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await loadJose()
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { kid, algorithm, privateKey, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } }
}

function rename(key: SigningKey, kid: string): SigningKey {
  return { ...key, kid, publicJwk: { ...key.publicJwk, kid } }
}
