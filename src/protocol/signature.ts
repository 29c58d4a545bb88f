import { fromBase64Url } from '../domain/from-base64url.js'
import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { type Answer, ask, DOCUMENT_MS, type Wire } from './wire.js'

/** An ID token whose header and claims were checked, and the keys to verify it with. */
export interface Signed {
  readonly idToken: Secret<'id-token'>
  /** One of the algorithms that `checkIdToken` accepts. */
  readonly alg: string
  readonly kid: unknown
  readonly provider: Provider
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

const SMALLEST_RSA_BITS = 2048

/** The provider's key set. Asked for beside the token request, so that the way to a user is one round trip. */
export const askForKeys = (wire: Wire, { jwks_uri }: Provider): Promise<Answer> => ask(wire, jwks_uri, DOCUMENT_MS)

/** Whether an answer is a key set at all (RFC 7517 section 5), whatever its keys are. */
export const isKeySet = ({ status, json }: Answer): boolean => status === 200 && Array.isArray(json?.['keys'])

/**
 * Verifies the signature, always: with the keys that were asked for before, and once more with a fresh set when that one
 * does not hold the key or the signature fails, because keys rotate.
 *
 * @throws {AuthError} id-token-signature, id-token-keys
 */
export async function checkSignature(wire: Wire, signed: Signed): Promise<void> {
  if (await isSignedWith(wire, signed, await signed.keys)) return
  const fresh = await askForKeys(wire, signed.provider)
  if (await isSignedWith(wire, signed, fresh)) return
  if (isKeySet(fresh)) throw toAuthError('id-token-signature', 'The signature of the ID token is wrong')
  const why = fresh.status === 200 ? 'no key set' : fresh.why
  throw toAuthError('id-token-keys', "The provider's keys cannot be fetched", { why })
}

/**
 * Whether one of the keys for this algorithm made the signature (RFC 7515 section 5.2). The key says what it is for; the
 * token's header only says which one: nothing in it brings a key along (RFC 8725 section 3.10).
 */
async function isSignedWith({ subtle }: Wire, { idToken, alg, kid }: Signed, answer: Answer): Promise<boolean> {
  const set = isKeySet(answer) ? (answer.json?.['keys'] as readonly unknown[]) : []
  const { parameters } = toAlgorithm(alg)
  const meant = (await Promise.all(set.map((jwk) => toKey(subtle, jwk, { alg, kid })))).filter((key) => !!key)
  // Without a `kid` it must be plain which key is meant (OpenID Connect Core 1.0, section 10.1).
  if (kid === undefined && meant.length > 1) return false
  const text = reveal(idToken)
  const end = text.lastIndexOf('.')
  for (const key of meant) {
    try {
      // Members of `RsaHashedKeyAlgorithm`; other families have no length.
      const { modulusLength = SMALLEST_RSA_BITS } = key.algorithm as Partial<RsaHashedKeyAlgorithm>
      const [signature, signedText] = [fromBase64Url(text.slice(end + 1)), new TextEncoder().encode(text.slice(0, end))]
      const isGood = modulusLength >= SMALLEST_RSA_BITS && subtle.verify(parameters, key, signature, signedText)
      if (await isGood) return true
    } catch {
      // No signature that this engine can read.
    }
  }
  return false
}

// An engine may take the text of anything for one.
const isNumber = (value: unknown) => value === undefined || (typeof value === 'string' && /^[\w-]+=*$/.test(value))

/**
 * The key of a member of a key set, when it is for this algorithm and name. `undefined` for what cannot be read, whatever it
 * is: implementations ignore what they do not understand (RFC 7517 section 5), and one odd key must lock nobody out.
 */
async function toKey(
  subtle: Wire['subtle'],
  jwk: unknown,
  { alg, kid }: Pick<Signed, 'alg' | 'kid'>,
): Promise<CryptoKey | undefined> {
  try {
    const { kty, crv, n, e, x, y, kid: id, alg: own = alg, use = 'sig', key_ops = ['verify'] } = Object(jwk)
    const { family, curve, parameters } = toAlgorithm(alg)
    const isMeant =
      (own === alg || (family === 'OKP' && /^Ed/.test(own))) &&
      kty === family &&
      crv === curve &&
      [id, undefined].includes(kid) &&
      use === 'sig' &&
      Array.isArray(key_ops) &&
      key_ops.includes('verify') &&
      [n, e, x, y].every(isNumber)
    // Its public members alone: a private key in the set must not be imported as one.
    return isMeant ? await subtle.importKey('jwk', { kty, crv, n, e, x, y }, parameters, false, ['verify']) : undefined
  } catch {
    // No key of this engine's, or none at all: the next one.
    return undefined
  }
}

/** What a JOSE algorithm means to WebCrypto (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
function toAlgorithm(alg: string) {
  const [kind, bits] = [alg.slice(0, 2), alg.slice(2)]
  const hash = `SHA-${bits}`
  if (kind === 'Ed') return { family: 'OKP', curve: 'Ed25519', parameters: { name: 'Ed25519' } }
  if (kind === 'ES') {
    const curve = bits === '512' ? 'P-521' : `P-${bits}`
    return { family: 'EC', curve, parameters: { name: 'ECDSA', namedCurve: curve, hash } }
  }
  const name = kind === 'PS' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { family: 'RSA', curve: undefined, parameters: { name, hash, saltLength: Number(bits) / 8 } }
}
