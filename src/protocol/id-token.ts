import { toBase64Url } from '../domain/base64url.js'
import { AuthError } from '../domain/errors.js'
import { fromBase64Url } from '../domain/from-base64url.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import type { Claims } from '../domain/user.js'
import type { Wire } from './wire.js'

/** What an ID token must fit. Every member is checked; there is no way to leave one out. */
export interface Expectation {
  readonly issuer: string
  readonly clientId: string
  readonly algorithms: readonly string[]
  readonly accessToken: Secret<'access-token'>
  /** The nonce and `max_age` of this attempt; or, for a renewal, the claims of the token before. */
  readonly proof:
    | { readonly nonce: Secret<'nonce'>; readonly maxAge: number | undefined }
    | { readonly previous: Claims }
}

/** What a checked ID token says. */
export type Identity = Pick<Session, 'claims' | 'idToken' | 'idTokenReport'>

type Loose = Readonly<Record<string, unknown>>
/** A claim, and whether it is as it must be. */
type Check = readonly [claim: string, isMet: boolean]

const TOLERANCE = 60
const OLDEST = 600
const LONGEST = 65_536

/**
 * The algorithms to accept: signatures with a public key, narrowed to what the provider announces. `none` and HMAC prove
 * nothing to a public client (RFC 8725 section 3.1; OpenID Connect Core 1.0, section 3.1.3.7).
 */
export const toAlgorithms = (announced: readonly string[] = ['RS256']): string[] =>
  announced.filter((alg) => /^([RPE]S(256|384|512)|EdDSA|Ed25519)$/.test(alg))

/**
 * Checks everything of an ID token but its signature (OpenID Connect Core 1.0, sections 3.1.3.7, 3.1.3.8 and 12.2).
 *
 * @throws {AuthError} id-token-malformed, id-token-algorithm, id-token-claim, id-token-clock
 */
export async function checkIdToken(wire: Wire, token: unknown, expected: Expectation): Promise<Identity> {
  const { header, claims } = parse(token)
  const alg = checkHeader(header, expected)
  const now = wire.now().wall / 1000
  const checks = [
    ...checkParties(claims, expected),
    ...checkTimes(claims, now),
    ...checkProof(claims, expected, now),
    ['at_hash', isAbsent(claims['at_hash']) || claims['at_hash'] === (await toHash(wire, alg, expected))] as const,
  ]
  const wrong = checks.find(([, isMet]) => !isMet)?.[0]
  if (wrong) throw new AuthError('id-token-claim', `The ID token's ${wrong} is missing or wrong`, { claim: wrong })
  const passed = checks.map(([claim]) => claim).filter((claim) => !isAbsent(claims[claim]))
  return {
    // The checks have seen iss and sub to be texts, exp and iat to be numbers.
    claims: claims as Claims,
    idToken: new Secret(String(token)),
    idTokenReport: {
      alg,
      checks: ['signature', 'alg', ...new Set(passed)],
      iat: Number(claims['iat']),
      exp: Number(claims['exp']),
    },
  }
}

const isAbsent = (value: unknown): value is undefined => value === undefined
const isTime = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < Infinity
const malformed = (why: string) => new AuthError('id-token-malformed', `The ID token is ${why}`, { why })

/** Takes a compact JWS apart. Strict: three segments of base64url letters, UTF-8, JSON objects (RFC 8725bis section 3.14). */
function parse(token: unknown): { readonly header: Loose; readonly claims: Loose } {
  if (typeof token !== 'string' || token.length > LONGEST || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw malformed('not three base64url segments')
  }
  const [header, claims] = token.split('.', 2).map((segment) => {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(segment)))
    } catch {
      // Answered below, without the parser's error: it may quote the token.
      return undefined
    }
  })
  for (const part of [header, claims]) {
    if (!part || typeof part !== 'object' || Array.isArray(part)) throw malformed('not made of JSON objects')
  }
  return { header, claims }
}

function checkHeader({ alg, typ, crit, b64 }: Loose, { algorithms }: Expectation): string {
  if (typeof alg !== 'string' || !algorithms.includes(alg)) {
    const said = String(alg).slice(0, 20)
    throw new AuthError('id-token-algorithm', 'The ID token is signed in a way that was not agreed', { alg: said })
  }
  // Another kind of token that the same provider signs (RFC 8725bis section 3.11), or rules nobody here knows.
  if (!/^(undefined|jwt)$/i.test(String(typ)) || !isAbsent(crit) || !isAbsent(b64)) throw malformed('of another type')
  return alg
}

const checkParties = ({ iss, sub, aud, azp }: Loose, { issuer, clientId }: Expectation): readonly Check[] => [
  ['iss', iss === issuer],
  // No audience besides us is trusted, so none is accepted.
  ['aud', [aud].flat().length > 0 && [aud].flat().every((audience) => audience === clientId)],
  ['azp', isAbsent(azp) || azp === clientId],
  // ASCII, at most 255 (section 2).
  ['sub', typeof sub === 'string' && /^[ -~]{1,255}$/.test(sub)],
]

function checkTimes({ exp, iat, nbf, auth_time }: Loose, now: number): readonly Check[] {
  const within = (claim: 'exp' | 'iat' | 'nbf' | 'auth_time', value: unknown, from: number, to: number): Check => {
    if (!isTime(value)) return [claim, false]
    if (value > now + from && value < now + to) return [claim, true]
    throw new AuthError('id-token-clock', `The ID token's ${claim} does not fit this device's clock`, {
      claim,
      offBySeconds: Math.round(value - now),
    })
  }
  return [
    within('exp', exp, -TOLERANCE, Infinity),
    within('iat', iat, -OLDEST - TOLERANCE, TOLERANCE),
    isAbsent(nbf) ? ['nbf', true] : within('nbf', nbf, -Infinity, TOLERANCE),
    isAbsent(auth_time) ? ['auth_time', true] : within('auth_time', auth_time, -Infinity, TOLERANCE),
  ]
}

function checkProof(claims: Loose, { proof }: Expectation, now: number): readonly Check[] {
  const { nonce, auth_time, sub, azp, iat } = claims
  if ('nonce' in proof) {
    const { maxAge } = proof
    return [
      ['nonce', nonce === reveal(proof.nonce)],
      ['auth_time', isAbsent(maxAge) || (isTime(auth_time) && auth_time + maxAge + TOLERANCE >= now)],
    ]
  }
  // A renewed ID token must continue the one before (section 12.2): the same user and sign-in, and not an older token.
  const { previous } = proof
  const isKept = (name: string) => isAbsent(claims[name]) || claims[name] === previous[name]
  return [
    ['sub', sub === previous.sub],
    ['azp', azp === previous['azp']],
    ['iat', Number(iat) >= Number(previous['iat'])],
    ['auth_time', isAbsent(previous['auth_time']) || isKept('auth_time')],
    ['nonce', isKept('nonce')],
  ]
}

// The left half of the hash that belongs to the signature's algorithm (section 3.1.3.8).
async function toHash({ digest }: Wire, alg: string, { accessToken }: Expectation): Promise<string> {
  // Every accepted algorithm ends in its size, but for the two names of Ed25519.
  const size = (/^Ed/.test(alg) ? '512' : alg.slice(2)) as '256' | '384' | '512'
  const hash = await digest(`SHA-${size}`, reveal(accessToken))
  return toBase64Url(hash.subarray(0, hash.length / 2))
}
