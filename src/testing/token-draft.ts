import type { Bytes } from '../domain/bytes.js'
import type { Claims } from './claims.js'
import { encode } from './compact.js'
import { loadJose } from './jose.js'
import type { SigningKey, SigningKeys } from './signing-keys.js'

/** A token before it is signed: what a lie changes. */
export type TokenDraft = {
  /**
   * The JOSE header. Its `alg` decides how the token is signed: `none` leaves the signature empty, `HS256` without
   * a secret uses the public key's PEM (the algorithm confusion attack), `PS256` works with an RS256 provider's key.
   */
  readonly header: Claims
  /** The payload. */
  readonly claims: Claims

  /** What is signed in place of the claims: bytes that need not be JSON. */
  readonly payload?: Bytes

  /** What signs: the provider's key unless set. `'foreign'` is a key nobody published; bytes are an HMAC secret. */
  readonly key?: 'foreign' | CryptoKey | Bytes

  /** What becomes of the signature: it is good unless set. */
  readonly signature?: 'corrupt' | 'missing'
}

/**
 * Signs a draft, whatever it says, into the compact form.
 * @throws TypeError when the key cannot sign under the draft's `alg`.
 */
export async function signDraft(draft: TokenDraft, keys: SigningKeys): Promise<string> {
  const payload = draft.payload ?? toBytes(JSON.stringify(draft.claims))
  const input = `${encode(JSON.stringify(draft.header))}.${encode(payload)}`
  const algorithm = String(draft.header['alg'])
  if (algorithm === 'none' || draft.signature === 'missing') return `${input}.`

  const key = await toSigner(draft, algorithm, keys)
  const signature = new Uint8Array(await crypto.subtle.sign(toParameters(key, algorithm), key, toBytes(input)))
  if (draft.signature === 'corrupt') signature[0] = (signature[0] ?? 0) ^ 1
  return `${input}.${encode(signature)}`
}

/** The hash that belongs to a signing algorithm; `at_hash` is made with it too (OpenID Connect Core 3.1.3.6). */
export function hashOf(algorithm: string): string {
  if (algorithm.endsWith('256')) return 'SHA-256'
  return algorithm.endsWith('384') ? 'SHA-384' : 'SHA-512'
}

/** The `at_hash` of an access token: the left half of its hash. */
export async function toAccessTokenHash(accessToken: string, algorithm: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest(hashOf(algorithm), toBytes(accessToken)))
  return encode(hash.slice(0, hash.length / 2))
}

async function toSigner({ key }: TokenDraft, algorithm: string, keys: SigningKeys): Promise<CryptoKey> {
  if (algorithm.startsWith('HS')) {
    const secret = key instanceof Uint8Array ? key : await toPublicPem(await keys.current())
    return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: hashOf(algorithm) }, false, ['sign'])
  }
  if (key instanceof Uint8Array) throw new TypeError(`A secret cannot sign ${algorithm}`)
  if (key === 'foreign') return (await keys.foreign(algorithm)).privateKey
  return key ?? toOwnSigner(await keys.current(), algorithm)
}

async function toOwnSigner(key: SigningKey, algorithm: string): Promise<CryptoKey> {
  if (key.algorithm === algorithm) return key.privateKey
  const { exportJWK, importJWK } = await loadJose()
  const jwk = { ...(await exportJWK(key.privateKey)), alg: algorithm }
  const imported = await importJWK(jwk, algorithm).catch((cause: unknown) => {
    const advice = "give the draft a key, from provider.addKey or 'foreign'"
    throw new TypeError(`The provider's ${key.algorithm} key cannot sign ${algorithm}: ${advice}`, { cause })
  })
  if (imported instanceof Uint8Array) throw new TypeError('A provider signs with key pairs, not with secrets')
  return imported
}

async function toPublicPem(key: SigningKey): Promise<Bytes> {
  const { exportSPKI, importJWK } = await loadJose()
  const publicKey = await importJWK(key.publicJwk, key.algorithm, { extractable: true })
  if (publicKey instanceof Uint8Array) throw new TypeError('A provider signs with key pairs, not with secrets')
  return toBytes(await exportSPKI(publicKey))
}

function toParameters(key: CryptoKey, algorithm: string): AlgorithmIdentifier | RsaPssParams | EcdsaParams {
  const { name } = key.algorithm
  const hash = hashOf(algorithm)
  // RFC 7518 section 3.5: the salt is as long as the hash.
  if (name === 'RSA-PSS') return { name, saltLength: Number(hash.slice(4)) / 8 }
  return name === 'ECDSA' ? { name, hash } : { name }
}

function toBytes(text: string): Bytes {
  return new TextEncoder().encode(text)
}
