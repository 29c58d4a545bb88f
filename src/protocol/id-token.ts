import type { Attempt } from '../domain/attempt.js'
import { toBase64Url } from '../domain/base64url.js'
import { fromBase64Url } from '../domain/from-base64url.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { Claims } from '../domain/user.js'
import { checkSignature } from './signature.js'
import { type Answer, digest, type JsonObject, TOLERANCE, toObject, toText, type Wire } from './wire.js'

/** What an ID token must fit. Every member is checked; there is no way to leave one out. */
export interface Expectation {
  readonly provider: Provider
  readonly clientId: string
  /** The attempt whose nonce and `max_age` it must answer; or, for a renewal, the claims of the token before. */
  readonly proof:
    | (Pick<Attempt, 'nonce' | 'maxAge' | 'acr'> & { readonly previous?: undefined })
    | {
        readonly previous: Claims
        readonly clockOffset: number
        readonly nonce?: undefined
        readonly maxAge?: undefined
        readonly acr?: undefined
      }
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

/** What a checked ID token says. */
export type Identity = Pick<Session, 'claims' | 'idToken' | 'idTokenReport' | 'clockOffset'>

const OLDEST = 660
const LONGEST = 65_536
const LARGEST_OFFSET = 86_400

/**
 * The algorithms to accept of those that the provider announces: signatures with a public key. `none` and HMAC prove
 * nothing to a public client (RFC 8725 section 3.1; OpenID Connect Core 1.0, section 3.1.3.7).
 */
const ALGORITHMS = /^([RPE]S(256|384|512)|EdDSA|Ed25519)$/

/**
 * Checks everything of an ID token (OpenID Connect Core 1.0, sections 3.1.3.7, 3.1.3.8 and 12.2), its signature last.
 *
 * @throws {AuthError} id-token-malformed, id-token-algorithm, id-token-claim, id-token-clock, id-token-signature,
 * id-token-keys
 */
export async function checkIdToken(
  wire: Wire,
  { id_token, access_token }: JsonObject,
  expected: Expectation,
): Promise<Identity> {
  const { header, claims } = openJwt(id_token)
  const alg = checkHeader(header, expected.provider.id_token_signing_alg_values_supported ?? ['RS256'])
  const local = wire.now().wall / 1000
  // Taken before the signature is checked, and worth nothing when it fails.
  const clockOffset = toClockOffset(claims, expected.proof, local)
  const checks = checkClaims(claims, expected, local + clockOffset)
  checks['at_hash'] = isAbsent(claims['at_hash']) || claims['at_hash'] === (await toHash(wire, alg, `${access_token}`))
  const claim = findWrong(checks)
  if (claim) throw toAuthError('id-token-claim', `The ID token's ${claim} is missing or wrong`, { claim })
  // The checks have seen iss and sub to be texts, exp and iat to be numbers.
  const { iat, exp } = claims as { readonly iat: number; readonly exp: number }
  const passed = Object.keys(checks).filter((name) => !isAbsent(claims[name]))
  const identity: Identity = {
    claims: claims as Claims,
    idToken: new Secret(`${id_token}`),
    idTokenReport: { alg, checks: ['signature', 'alg', ...passed], iat, exp },
    clockOffset,
  }
  await checkSignature(wire, { ...expected, idToken: identity.idToken, alg, kid: header['kid'] })
  return identity
}

/** The first name whose check is not met. */
export const findWrong = (checks: Readonly<Record<string, boolean>>): string | undefined =>
  Object.keys(checks).find((name) => !checks[name])

const isAbsent = (value: unknown): value is undefined => value === undefined
const malformed = (why: string) => toAuthError('id-token-malformed', `The ID token is ${why}`, { why })
const open = (segment: string) =>
  toObject(() => new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(segment)))

/** Header and claims of a signed JWT, neither believed yet. */
export function openJwt(token: unknown): { readonly header: JsonObject; readonly claims: JsonObject } {
  // Strict: three segments of base64url letters, UTF-8, JSON objects (RFC 8725bis section 3.14).
  const isCompact = typeof token === 'string' && token.length <= LONGEST && /^[\w-]+(\.[\w-]+){2}$/.test(token)
  const [header, claims] = isCompact ? token.split('.', 2).map(open) : []
  if (!header || !claims) throw malformed('not three segments of base64url JSON')
  return { header, claims }
}

/** The algorithm of a header that is good; one of those that the provider announces, where it does. */
export function checkHeader({ alg, typ, crit, b64 }: JsonObject, announced: readonly string[] | undefined): string {
  if (typeof alg !== 'string' || !ALGORITHMS.test(alg) || (announced && !announced.includes(alg))) {
    throw toAuthError('id-token-algorithm', "The ID token's algorithm was not agreed", {
      alg: toText(alg).slice(0, 20),
    })
  }
  // Another kind of token that the same provider signs (RFC 8725bis section 3.11), or rules nobody here knows.
  if (!/^(undefined|jwt)$/i.test(toText(typ)) || !isAbsent(crit) || !isAbsent(b64)) throw malformed('of another type')
  return alg
}

/** Whether each claim is as it must be. */
function checkClaims(
  claims: JsonObject,
  { provider, clientId, proof }: Expectation,
  now: number,
): Record<string, boolean> {
  const { iss, sub, aud, azp, nonce } = claims
  // A renewed ID token must continue the one before (section 12.2): the same user and sign-in, and not an older token.
  // That of a sign-in has none before it, and is compared with itself.
  const { nonce: sent, maxAge, acr, previous = claims } = proof
  // A renewal has no nonce to tell the time by: a clock that was put back since the sign-in must not end the session.
  const times = checkTimes(now, claims, sent ? TOLERANCE : LARGEST_OFFSET)
  // Compared after `checkTimes` has seen that they are numbers; without one no comparison is true.
  const { iat, auth_time } = claims as { readonly iat: number; readonly auth_time: number }
  const isKept = (name: string) => isAbsent(claims[name]) || claims[name] === previous[name]
  return {
    iss: iss === provider.issuer,
    // No audience besides us is trusted, so none is accepted.
    aud: aud === clientId || (Array.isArray(aud) && aud.length === 1 && aud[0] === clientId),
    azp: (isAbsent(azp) || azp === clientId) && azp === previous['azp'],
    // ASCII, at most 255 (section 2).
    sub: typeof sub === 'string' && /^[ -~]{1,255}$/.test(sub) && sub === previous['sub'],
    ...times,
    iat: times.iat && iat >= (previous['iat'] as number),
    auth_time:
      times.auth_time &&
      (isAbsent(previous['auth_time']) || isKept('auth_time')) &&
      (isAbsent(maxAge) || auth_time + maxAge + TOLERANCE >= now),
    acr: !acr || acr.includes(claims['acr'] as string),
    nonce: sent ? nonce === reveal(sent) : isKept('nonce'),
  }
}

/**
 * How far the device's clock is behind, in seconds. An ID token with the nonce of this attempt was made during it, whatever
 * the clock says: then `iat` is the time. A token that answers no fresh nonce tells nothing, and what is off by more than a
 * day is believed by nobody.
 */
export function toClockOffset(
  { iat, exp, nonce }: JsonObject,
  { nonce: sent, ...proof }: Expectation['proof'],
  local: number,
): number {
  const offset = typeof iat === 'number' ? Math.round(iat - local) : 0
  const isOff = offset < -OLDEST || offset > TOLERANCE
  if (!sent) {
    // A clock that was wrong at the sign-in may have been put right since: whichever the token is nearer to.
    const known = 'clockOffset' in proof ? proof.clockOffset : 0
    return Math.abs(offset - known) <= Math.abs(offset) ? known : 0
  }
  // Minutes that would do no harm otherwise are too many for a token that lives for minutes.
  const isOver = offset < -TOLERANCE && typeof exp === 'number' && Math.round(exp - local) <= -TOLERANCE
  return (isOff || isOver) && nonce === reveal(sent) && Math.abs(offset) <= LARGEST_OFFSET ? offset : 0
}

// Times that may be left out count as now, which fits.
export function checkTimes(
  now: number,
  { exp, iat, nbf = now, auth_time = now }: JsonObject,
  ahead: number,
): Record<'exp' | 'iat' | 'nbf' | 'auth_time', boolean> {
  const isWithin = (claim: 'exp' | 'iat' | 'nbf' | 'auth_time', time: unknown, from: number, to: number) => {
    if (typeof time !== 'number' || time <= 0) return false
    const offBySeconds = Math.round(time - now)
    if (offBySeconds > from && offBySeconds < to) return true
    throw toAuthError('id-token-clock', `The ID token's ${claim} does not fit this clock`, { claim, offBySeconds })
  }
  const isIat = isWithin('iat', iat, -OLDEST, ahead)
  // What lies before the token's own start lies before now, as far as it is to be believed.
  const latest = (isIat ? Math.max(0, (iat as number) - now) : 0) + TOLERANCE
  return {
    exp: isWithin('exp', exp, -TOLERANCE, Infinity),
    iat: isIat,
    nbf: isWithin('nbf', nbf, -Infinity, latest),
    auth_time: isWithin('auth_time', auth_time, -Infinity, latest),
  }
}

// The left half of the hash that belongs to the signature's algorithm (section 3.1.3.8).
async function toHash(wire: Wire, alg: string, accessToken: string): Promise<string> {
  // Every accepted algorithm ends in its size, but for the two names of Ed25519.
  const hash = await digest(wire, `SHA-${/^Ed/.test(alg) ? 512 : alg.slice(2)}`, accessToken)
  return toBase64Url(hash.subarray(0, hash.length / 2))
}
