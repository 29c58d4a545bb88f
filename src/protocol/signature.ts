import { type JWK, jwksCache, validateApplicationLevelSignature } from 'oauth4webapi'
import type { Provider } from '../domain/provider.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toServer } from './parties.js'
import { type Answer, ask, DOCUMENT_MS, type JsonObject, type Wire } from './wire.js'

/** A JWT that the library has read, and the keys to verify it with. */
export interface Signed {
  /** What the library knows it by: the response that it came in. */
  readonly response: Response
  readonly header: JsonObject
  readonly provider: Provider
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

// The name of a key for a token whose header says `null`, which the library compares with it; a cast, because it takes that for a text.
const NAMELESS = null as unknown as string

/** A set is fresh as long as we say so: an age of the library's own would have it fetched again at moments of its choosing. */
const FRESH = Infinity

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
  if (await isSignedWith(signed, await signed.keys)) return
  const fresh = await askForKeys(wire, signed.provider)
  if (await isSignedWith(signed, fresh)) return
  if (isKeySet(fresh)) throw toAuthError('id-token-signature', 'The signature of the ID token is wrong')
  const why = fresh.status === 200 ? 'no key set' : fresh.why
  throw toAuthError('id-token-keys', "The provider's keys cannot be fetched", { why })
}

/**
 * Whether one of the keys made the signature (RFC 7515 section 5.2). The key says what it is for; the token's header only
 * says which one: nothing in it brings a key along (RFC 8725 section 3.10).
 */
async function isSignedWith({ response, header: { kid }, provider }: Signed, keys: Answer): Promise<boolean> {
  const set = isKeySet(keys) ? (keys.json?.['keys'] as readonly unknown[]) : []
  const known = set.flatMap((jwk) => toPublic(jwk) ?? [])
  // A key without a name may be the one that is named. Without a name in the token it must be plain which key is meant
  // (OpenID Connect Core 1.0, section 10.1): then the library is shown all of them, and refuses several.
  const candidates =
    kid === undefined
      ? [known.map((jwk) => ({ ...jwk, kid: NAMELESS }))]
      : known.filter((jwk) => !jwk.kid || jwk.kid === kid).map((jwk) => [{ ...jwk, kid: `${kid}` }])
  for (const candidate of candidates) {
    const cache = { jwks: { keys: candidate }, uat: FRESH }
    try {
      await validateApplicationLevelSignature(toServer(provider), response, { [jwksCache]: cache })
      return true
    } catch {
      // Not by this key, or no key of this engine's: the next one.
    }
  }
  return false
}

/** The numbers of a public key by its kind (RFC 7518 section 6, RFC 8037 section 2). */
const NUMBERS: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] }

/**
 * The public members of a key, where they are what they must be; a set may hold anything, and implementations ignore what they do
 * not understand (RFC 7517 section 5). A key whose private part is there too is everybody's: what it signed proves nothing
 * (RFC 7517 section 9.2).
 */
function toPublic(key: unknown): JWK | undefined {
  const { kty, crv, n, e, x, y, d, alg, use, kid, key_ops } = Object(key)
  const isOdd = (value: unknown) => (value ?? '') !== '' && typeof value !== 'string'
  const isNumber = (value: unknown) => typeof value === 'string' && /^[\w-]+=*$/.test(value)
  const isReadable =
    (d ?? undefined) === undefined &&
    ![kty, crv, alg, use, kid].some(isOdd) &&
    (NUMBERS[`${kty}`] ?? ['none']).every((name) => isNumber(Object(key)[name])) &&
    ((key_ops ?? undefined) === undefined || Array.isArray(key_ops))
  if (!isReadable) return undefined
  // One algorithm by two names (RFC 9864): its curve tells.
  const named = /^Ed/.test(alg ?? '') ? undefined : alg
  const members = Object.entries({ kty, crv, n, e, x, y, alg: named, use, kid, key_ops })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined && value !== null))
}
