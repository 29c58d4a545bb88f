import { type JWK, jwksCache, validateApplicationLevelSignature } from 'oauth4webapi'
import type { Provider } from '../domain/provider.js'
import { ask, DOCUMENT_MS } from './ask.js'
import { toServer } from './parties.js'
import type { Answer, Signed, Wire } from './wire.js'

/** A set is fresh as long as we say so: an age of the library's own would have it fetched again at moments of its choosing. */
const FRESH = Infinity

/** The provider's key set. Asked for beside the token request, so that the way to a user is one round trip. */
export const askForKeys = (wire: Wire, { jwks_uri }: Provider): Promise<Answer> => ask(wire, jwks_uri, DOCUMENT_MS)

/** Whether an answer is a key set at all (RFC 7517 section 5), whatever its keys are. */
export const isKeySet = ({ status, json }: Answer): boolean => status === 200 && Array.isArray(json?.['keys'])

/**
 * Whether the library finds every key of a set that ours would find: each has its own name, and no member that it takes for another. With
 * any other set the part for odd answers is needed.
 */
function isPlain({ json }: Answer): boolean {
  const keys = json?.['keys'] as readonly unknown[]
  const names = keys.map((key) => Object(key).kid)
  const isOdd = (key: unknown) => {
    const { kty, kid, alg = kty, use = kty, crv = kty, d } = Object(key)
    return (
      ![kty, kid, alg, use, crv].every((text) => text && typeof text === 'string') || /^Ed/.test(alg) || d !== undefined
    )
  }
  return new Set(names).size === keys.length && !keys.some(isOdd)
}

const loadOddKeys = async ({ parts }: Wire) => (await (await parts()).loadOddAnswer()).checkOddSignature

/** Whether there is a key set, and all that it takes to verify a signature with it. */
export const mayVerify = async (wire: Wire, keys: Answer): Promise<boolean> =>
  isKeySet(keys) &&
  (isPlain(keys) ||
    loadOddKeys(wire).then(
      () => true,
      () => false,
    ))

/**
 * Verifies the signature, always: with the keys that were asked for before. Where that does not do, by what is known of odd keys, and
 * with a fresh set, because keys rotate.
 *
 * @throws {AuthError} id-token-signature, id-token-keys
 */
export async function checkSignature(wire: Wire, signed: Signed): Promise<void> {
  const answer = await signed.keys
  const isOrdinary = isKeySet(answer) && isPlain(answer)
  // Each is an object by now: what is none the library would fetch again by itself.
  if (isOrdinary && (await isSignedWith(signed, answer.json?.['keys'] as JWK[]))) return
  await (await loadOddKeys(wire))(wire, signed)
}

/**
 * Whether the key among these that the library finds made the signature (RFC 7515 section 5.2). The key says what it is for; the
 * token's header only says which one: nothing in it brings a key along (RFC 8725 section 3.10).
 */
export async function isSignedWith({ response, provider }: Signed, keys: readonly JWK[]): Promise<boolean> {
  const cache = { jwks: { keys }, uat: FRESH }
  // A cast, because the library's type is of a list that may be written to; it writes to none.
  const options = { [jwksCache]: cache as { jwks: { keys: JWK[] }; uat: number } }
  return validateApplicationLevelSignature(toServer(provider), response, options).then(
    () => true,
    // Not by this key, or no key of this engine's.
    () => false,
  )
}
