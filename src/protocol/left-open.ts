import { toBase64Url } from '../domain/base64url.js'
import { isLifetime } from '../domain/expires-in.js'
import { TOLERANCE } from './clock.js'
import { type Expectation, OLDEST, type Received } from './received-id-token.js'
import { toClaimError, toClockError } from './token-errors.js'
import type { JsonObject, Wire } from './wire.js'

// What oauth4webapi leaves open and latchkey does not, as lists: each rule with its source. What is not here, the library
// checks. `signed-user-info.ts` goes on with what few apps need. `docs/conformance.md` has a table of what both say to each lie.

/** Rules by the name of what they are about. */
export type Rules<Facts> = Readonly<Record<string, (facts: Facts) => boolean>>

/** The first name whose rule is not met. */
export const findWrong = <Facts>(rules: Rules<Facts>, facts: Facts): string | undefined =>
  Object.keys(rules).find((name) => !rules[name]?.(facts))

/** Parameters that an authorization response must not have, whatever else it has. */
export const AUTHORIZATION_RESPONSE: Rules<{ readonly name: string; readonly values: readonly string[] }> = {
  // RFC 6749 section 3.1: none may come twice; the library looks at some.
  repeated: ({ values }) => values.length === 1,
  // RFC 9700 section 2.1.2: tokens never come through the address bar. The library knows `token` and `id_token`; and JARM is
  // not offered. What goes with a token is of no use alone, and ignored as section 4.1.2 of RFC 6749 wants it.
  'not-allowed': ({ name }) => !/^(?!token_type$).*token|^response$/.test(name),
}

/** A token response that the library has read. */
interface TokenFacts {
  readonly access_token: string
  readonly token_type: string
  readonly refresh_token?: string
  readonly authorization_details?: unknown
  /** Whether the request had a proof. */
  readonly isBound: boolean
}

// What a header can carry (RFC 6750 section 2.1): anything else would be printed by an engine's own error.
export const isToken = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value)
// RFC 6749 appendix A.17: a form carries spaces, too.
export const isRefreshToken = (value: unknown): value is string => typeof value === 'string' && /^[ -~]+$/.test(value)

const isDetails = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one?.type === 'string')

export const TOKEN_RESPONSE: Rules<TokenFacts> = {
  access_token: ({ access_token }) => isToken(access_token),
  refresh_token: ({ refresh_token }) => refresh_token === undefined || isRefreshToken(refresh_token),
  // RFC 9449 section 5: whoever gives a bearer token for a proof would have the binding dropped.
  token_type: ({ token_type, isBound }) => token_type === (isBound ? 'dpop' : 'bearer'),
  // RFC 9396 section 2: each has its type.
  authorization_details: ({ authorization_details: details }) => details === undefined || isDetails(details),
}

/** What a renewal can do without. */
const DISPENSABLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  access_token: (value) => typeof value === 'string' && value !== '',
  refresh_token: isRefreshToken,
  id_token: (value) => typeof value === 'string' && value !== '',
  scope: (value) => typeof value === 'string',
  authorization_details: isDetails,
  expires_in: isLifetime,
}

/** The members of a token response that cannot be read, and that a renewal can do without. An access token that is not there is missed. */
export const findOdd = (json: JsonObject): readonly string[] =>
  Object.keys(DISPENSABLE).filter(
    (name) => (json[name] !== undefined || name === 'access_token') && !DISPENSABLE[name]?.(json[name]),
  )

/** What a rule of an ID token is asked about. Its claims have been seen by the library: those that are required are there. */
interface Facts extends Pick<Expectation, 'clientId' | 'audiences' | 'proof'> {
  readonly claims: JsonObject
  readonly atHash: unknown
  /** The moment from which on a sign-in is recent enough, by the provider's clock; 0 where none was asked for. */
  readonly recent: number
  /** The claims of the token before, at a renewal; the token's own at a sign-in. */
  readonly previous: JsonObject
}

export const isAbsent = (value: unknown): value is undefined => value === undefined
const isSame = (claim: string, { claims, previous }: Facts): boolean => claims[claim] === previous[claim]

/** How long before an attempt a sign-in may lie that is taken for its own, in seconds: clocks and roundings. */
const EARLY = 5

/** Rules about one claim each. */
const CLAIMS: Rules<Facts> = {
  // OpenID Connect Core 1.0, section 3.1.3.7, 3: no audience besides us is trusted, but those that the app names.
  aud: ({ claims: { aud }, clientId, audiences = [] }) =>
    [aud].flat().every((one) => one === clientId || audiences.includes(one as string)),
  // Section 3.1.3.7, 5, also where we are the only audience; section 12.2: a renewal keeps it. The library wants one where there
  // are several audiences, and that may be so from a renewal on.
  azp: (facts) =>
    [undefined, facts.clientId].includes(facts.claims['azp'] as string) &&
    (isSame('azp', facts) || (isAbsent(facts.previous['azp']) && [facts.claims['aud']].flat().length > 1)),
  // Section 2: ASCII, at most 255; section 12.2: of the same user.
  sub: (facts) => /^[ -~]{1,255}$/.test(`${facts.claims['sub']}`) && isSame('sub', facts),
  // Section 12.2: not older than the token before. RFC 7519 section 4.1.6 knows no time before 1970.
  iat: ({ claims, previous }) => Number(claims['iat']) > 0 && Number(claims['iat']) >= Number(previous['iat']),
  nbf: ({ claims: { nbf } }) => isAbsent(nbf) || Number(nbf) > 0,
  // Section 3.1.2.1: with max_age, by the clock that made the token: a sign-in of before was none for this attempt. The library
  // wants the claim, and would take one that is older by its tolerance.
  auth_time: ({ claims: { auth_time }, recent }) => !recent || Number(auth_time) >= recent,
  // Section 5.5.1.1, RFC 9470 section 5: what was asked for was reached.
  acr: ({ claims: { acr }, proof }) => !proof.acr || proof.acr.includes(acr as string),
  // Section 12.2: a renewal has none, or that of the sign-in. A sign-in's own the library compares.
  nonce: (facts) => !!facts.proof.nonce || isAbsent(facts.claims['nonce']) || isSame('nonce', facts),
  // Section 3.1.3.8: optional in the code flow, and then to be compared.
  at_hash: ({ claims: { at_hash }, atHash }) => isAbsent(at_hash) || at_hash === atHash,
}

/** When an attempt began, by the clock that made its token a moment ago, in seconds; a little before. */
const toStart = (wire: Wire, { iat }: JsonObject, startedAt: number): number =>
  Math.floor(startedAt / 1000 + (Number(iat) - wire.now().wall / 1000)) - EARLY

/** Whether the user has proved who they are since an attempt began, as far as its token says. */
export const isSince = (wire: Wire, claims: JsonObject, startedAt: number): boolean =>
  Number(claims['auth_time']) >= toStart(wire, claims, startedAt)

/** Whom else an ID token is for, as an option could name them. */
const toFurther = ({ aud }: JsonObject, clientId: string): readonly string[] =>
  [aud]
    .flat()
    .filter((one): one is string => typeof one === 'string' && one !== clientId && /^[!-~]{1,200}$/.test(one))
    .slice(0, 5)

/** How far a time may lie before and after the moment that a token is judged by, in seconds. */
const TIMES = {
  // Section 3.1.3.7, 10: a token of long ago is not this sign-in's.
  iat: [-OLDEST, TOLERANCE],
  // Section 2: nobody has signed in in the future.
  auth_time: [-Infinity, TOLERANCE],
} as const

/**
 * Checks what the library has left open of an ID token.
 *
 * @throws {AuthError} id-token-claim
 */
export async function checkLeftOpen(
  wire: Wire,
  { header, claims }: Received,
  { clientId, audiences, proof, accessToken }: Expectation & { readonly accessToken: string | undefined },
): Promise<void> {
  // Without an access token there is nothing that it could be the hash of.
  const atHash =
    accessToken === undefined ? claims['at_hash'] : await toHash(wire.subtle, `${header['alg']}`, accessToken)
  const { startedAt, maxAge } = proof
  const recent = maxAge === undefined || startedAt === undefined ? 0 : toStart(wire, claims, startedAt) - maxAge
  const facts: Facts = { claims, clientId, audiences, proof, atHash, recent, previous: proof.previous ?? claims }
  const claim = findWrong(CLAIMS, facts)
  if (claim) throw toClaimError(claim, claim === 'aud' ? toFurther(claims, clientId) : undefined)
}

/**
 * Checks the times that the library does not look at; before it looks at the others, because `iat` says best by how much a
 * clock is off.
 *
 * @throws {AuthError} id-token-clock
 */
export function checkTimes({ claims, now }: Received): void {
  for (const claim of ['iat', 'auth_time'] as const) {
    const time = claims[claim]
    if (typeof time !== 'number' || time <= 0) continue
    const offBySeconds = Math.round(time - now)
    const [from, to] = TIMES[claim]
    if (offBySeconds <= from || offBySeconds >= to) throw toClockError(claim, offBySeconds)
  }
}

// The left half of the hash that belongs to the signature's algorithm (section 3.1.3.8).
async function toHash(subtle: Wire['subtle'], alg: string, accessToken: string): Promise<string> {
  // Every accepted algorithm ends in its size, but for the two names of Ed25519.
  const algorithm = `SHA-${/^Ed/.test(alg) ? 512 : alg.slice(2)}`
  const hash = new Uint8Array(await subtle.digest(algorithm, new TextEncoder().encode(accessToken)))
  return toBase64Url(hash.subarray(0, hash.length / 2))
}
