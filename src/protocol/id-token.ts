import { fromBase64Url, toBase64Url } from '../domain/base64url.js'
import { AuthError } from '../domain/errors.js'
import { reveal, type Secret } from '../domain/secret.js'
import type { Claims } from '../domain/user.js'
import type { Keys } from '../platform/platform.js'

/** What an ID token must fit. Every member is checked; there is no way to leave one out. */
export interface Expectation {
  readonly issuer: string
  readonly clientId: string
  readonly algorithms: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly accessToken: Secret<'access-token'>
  readonly digest: Keys['digest']
  /** The nonce of this attempt; for a renewal the claims of the token before. */
  readonly proof:
    | { readonly nonce: Secret<'nonce'>; readonly maxAge: number | undefined }
    | { readonly previous: Claims }
}

/** An ID token taken apart, nothing of it believed yet. */
export interface Parts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const TOLERANCE_SECONDS = 60
const OLDEST_SECONDS = 600
const LONGEST_TOKEN = 65_536
// Signatures with a public key, and nothing else: `none` and HMAC prove nothing to a public client (RFC 8725 section 3.1).
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** The algorithms to accept: ours, narrowed to what the provider announces (OpenID Connect Core 1.0, section 3.1.3.7). */
export function toAlgorithms(announced: readonly string[] | undefined): readonly string[] {
  return (announced ?? ['RS256']).filter((alg) => ASYMMETRIC.includes(alg))
}

/**
 * Takes a compact JWS apart. Strict: three segments of base64url letters, UTF-8, JSON objects (RFC 8725bis section 3.14).
 *
 * @throws {AuthError} id-token-malformed
 */
export function parseIdToken(token: string): Parts {
  if (token.length > LONGEST_TOKEN) throw malformed('longer than 64 KiB')
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) || token.endsWith('\n')) throw malformed('not three base64url segments')
  const [header, payload] = token.split('.')
  return { header: toObject(header), claims: toObject(payload) }
}

const malformed = (why: string) => new AuthError('id-token-malformed', `The ID token is ${why}`, { why })

function toObject(segment = ''): Readonly<Record<string, unknown>> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(segment))
    const value: unknown = JSON.parse(text)
    // A JSON object is a record of unknowns.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Answered below, without the parser's error: it may quote the token.
  }
  throw malformed('not made of JSON objects')
}

/**
 * Checks everything of an ID token but its signature (OpenID Connect Core 1.0, sections 3.1.3.7, 3.1.3.8 and 12.2),
 * and gives the names of the checks that it passed.
 *
 * @throws {AuthError} id-token-algorithm, id-token-malformed, id-token-claim, id-token-clock
 */
export async function checkIdToken({ header, claims }: Parts, expected: Expectation): Promise<readonly string[]> {
  const alg = checkHeader(header, expected.algorithms)
  checkParties(claims, expected)
  checkTimes(claims, expected.now / 1000)
  const passed = ['alg', 'iss', 'aud', 'azp', 'sub', 'exp', 'iat', 'nbf']
  if ('nonce' in expected.proof) {
    require(claims, 'nonce', claims['nonce'] === reveal(expected.proof.nonce))
    passed.push('nonce')
    checkAuthTime(claims, expected.proof.maxAge, expected.now / 1000)
    if (claims['auth_time'] !== undefined) passed.push('auth_time')
  } else {
    checkSuccession(claims, expected.proof.previous)
    passed.push('same user')
  }
  if (claims['at_hash'] !== undefined) {
    require(claims, 'at_hash', claims['at_hash'] === (await toHash(alg, expected)))
    passed.push('at_hash')
  }
  return passed
}

function require(claims: Parts['claims'], claim: string, isMet: boolean): void {
  if (isMet) return
  const what = claims[claim] === undefined ? 'lacks' : 'has a wrong'
  throw new AuthError('id-token-claim', `The ID token ${what} ${claim}`, { claim })
}

function checkHeader(header: Parts['header'], algorithms: readonly string[]): string {
  const { alg, typ, crit, b64 } = header
  if (typeof alg !== 'string' || !algorithms.includes(alg)) {
    const named = typeof alg === 'string' ? alg.slice(0, 20) : 'none'
    throw new AuthError('id-token-algorithm', 'The ID token is signed in a way that was not agreed', { alg: named })
  }
  // Another kind of token that the same provider signs (RFC 8725bis section 3.11).
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) throw malformed('of another type')
  if (crit !== undefined || b64 !== undefined) throw malformed('using extensions that are not understood')
  return alg
}

function checkParties(claims: Parts['claims'], { issuer, clientId }: Expectation): void {
  const { iss, sub, aud, azp } = claims
  require(claims, 'iss', iss === issuer)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: "ASCII" is what the specification says (section 2).
  require(claims, 'sub', typeof sub === 'string' && /^[\x00-\x7f]{1,255}$/.test(sub))
  const audiences = Array.isArray(aud) ? aud : [aud]
  // No audience besides us is trusted, so none is accepted.
  require(claims, 'aud', audiences.length > 0 && audiences.every((audience) => audience === clientId))
  require(claims, 'azp', azp === undefined || azp === clientId)
}

function checkTimes(claims: Parts['claims'], now: number): void {
  const { exp, iat, nbf } = claims
  require(claims, 'exp', isTime(exp))
  require(claims, 'iat', isTime(iat))
  require(claims, 'nbf', nbf === undefined || isTime(nbf))
  if (isTime(exp) && exp + TOLERANCE_SECONDS <= now) throw clock('exp', exp - now)
  if (isTime(iat) && (iat - TOLERANCE_SECONDS > now || iat + OLDEST_SECONDS + TOLERANCE_SECONDS < now)) {
    throw clock('iat', iat - now)
  }
  if (isTime(nbf) && nbf - TOLERANCE_SECONDS > now) throw clock('nbf', nbf - now)
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0

const clock = (claim: 'exp' | 'iat' | 'nbf' | 'auth_time', seconds: number) =>
  new AuthError('id-token-clock', `The ID token's ${claim} does not fit this device's clock`, {
    claim,
    offBySeconds: Math.round(seconds),
  })

function checkAuthTime(claims: Parts['claims'], maxAge: number | undefined, now: number): void {
  const time = claims['auth_time']
  require(claims, 'auth_time', time === undefined ? maxAge === undefined : isTime(time))
  if (!isTime(time)) return
  if (time - TOLERANCE_SECONDS > now) throw clock('auth_time', time - now)
  require(claims, 'auth_time', maxAge === undefined || time + maxAge + TOLERANCE_SECONDS >= now)
}

/** A renewed ID token must continue the one before (section 12.2): the same user and sign-in, and not an older token. */
function checkSuccession(claims: Parts['claims'], previous: Claims): void {
  require(claims, 'sub', claims['sub'] === previous.sub)
  require(claims, 'azp', claims['azp'] === previous['azp'])
  require(claims, 'iat', Number(claims['iat']) >= Number(previous['iat']))
  const [time, before] = [claims['auth_time'], previous['auth_time']]
  require(claims, 'auth_time', time === undefined || before === undefined || time === before)
  require(claims, 'nonce', claims['nonce'] === undefined || claims['nonce'] === previous['nonce'])
}

// The left half of the hash that belongs to the signature's algorithm (section 3.1.3.8).
async function toHash(alg: string, { accessToken, digest }: Expectation): Promise<string> {
  const size = alg.startsWith('Ed') ? '512' : alg.slice(2)
  // Every algorithm of ASYMMETRIC ends in 256, 384 or 512, or is one of the two names of Ed25519.
  const hash = await digest(`SHA-${size as '256' | '384' | '512'}`, reveal(accessToken))
  return toBase64Url(hash.subarray(0, hash.length / 2))
}
