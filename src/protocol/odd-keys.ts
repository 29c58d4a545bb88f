import type { JWK } from 'oauth4webapi'
import { toAuthError } from '../domain/to-auth-error.js'
import { askForKeys, isKeySet, isSignedWith } from './signature.js'
import type { Answer, Signed, Wire } from './wire.js'

// The name of a key for a token whose header says `null`, which the library compares with it; a cast, because it takes that for a text.
const NAMELESS = null as unknown as string

/**
 * Verifies a signature that no key of the set made as the library finds it: with each key that may be meant, and once more with a fresh
 * set when that one does not hold the key or the signature fails, because keys rotate.
 *
 * @throws {AuthError} id-token-signature, id-token-keys
 */
export async function checkOddSignature(wire: Wire, signed: Signed): Promise<void> {
  if (await isSignedByAny(signed, await signed.keys)) return
  const fresh = await askForKeys(wire, signed.provider)
  if (await isSignedByAny(signed, fresh)) return
  if (isKeySet(fresh)) throw toAuthError('id-token-signature', 'The signature of the ID token is wrong')
  const why = fresh.status === 200 ? 'no key set' : fresh.why
  throw toAuthError('id-token-keys', "The provider's keys cannot be fetched", { why })
}

async function isSignedByAny(signed: Signed, keys: Answer): Promise<boolean> {
  const { kid } = signed.header
  const set = isKeySet(keys) ? (keys.json?.['keys'] as readonly unknown[]) : []
  const known = set.flatMap((jwk) => toPublic(jwk) ?? [])
  // A key without a name may be the one that is named. Without a name in the token it must be plain which key is meant
  // (OpenID Connect Core 1.0, section 10.1): then the library is shown all of them, and refuses several.
  const candidates =
    kid === undefined
      ? [known.map((jwk) => ({ ...jwk, kid: NAMELESS }))]
      : known.filter((jwk) => !jwk.kid || jwk.kid === kid).map((jwk) => [{ ...jwk, kid: `${kid}` }])
  for (const candidate of candidates) if (await isSignedWith(signed, candidate)) return true
  return false
}

/** The numbers of a public key by its kind (RFC 7518 section 6, RFC 8037 section 2). */
const NUMBERS: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] }

/**
 * The public members of a key, where they are what they must be; a set may hold anything, and implementations ignore what they do
 * not understand (RFC 7517 section 5). A key whose private part is there too is everybody's: what it signed proves nothing
 * (RFC 7517 section 9.2).
 */
export function toPublic(key: unknown): JWK | undefined {
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
