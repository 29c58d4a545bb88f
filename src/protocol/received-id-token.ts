import type { Client } from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import type { Provider } from '../domain/provider.js'
import { reveal } from '../domain/secret.js'
import type { Claims } from '../domain/user.js'
import { TOLERANCE, toSkew } from './clock.js'
import { type Jwt, openJwt } from './jwt.js'
import { toClient } from './parties.js'
import type { Answer, Wire } from './wire.js'

/** What an ID token must fit. Every member is checked; there is no way to leave one out. */
export interface Expectation {
  readonly provider: Provider
  readonly clientId: string
  /** Whom an ID token may be for besides us. */
  readonly audiences?: readonly string[] | undefined
  /** The attempt whose nonce and `max_age` it must answer; or, for a renewal, the claims of the token before. */
  readonly proof:
    | (Pick<Attempt, 'nonce' | 'maxAge' | 'acr' | 'asksLogin' | 'startedAt'> & { readonly previous?: undefined })
    | {
        readonly previous: Claims
        readonly clockOffset: number
        readonly nonce?: undefined
        readonly maxAge?: undefined
        readonly acr?: undefined
        readonly startedAt?: undefined
      }
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

/** A JWT about the user that was received, and by which clock it is judged. */
export interface Received extends Jwt {
  readonly text: string
  /** How far the device's clock is behind the provider's, in seconds. */
  readonly clockOffset: number
  /** The moment to judge its times by, in seconds since the epoch. */
  readonly now: number
}

/** How old an ID token may be when it arrives, and how far a clock may be off, in seconds. */
export const OLDEST = 660
export const LARGEST_OFFSET = 86_400

/**
 * Opens an ID token and finds the clock to judge it by, before the library looks at it. Taken before the signature is checked,
 * and worth nothing when it fails. What was made a little later than now, by `ahead` seconds at most, is judged by its own time:
 * a renewal has no nonce to tell the time by, and a clock that was put back since the sign-in must not end the session.
 *
 * @throws {AuthError} id-token-malformed, id-token-algorithm
 */
export function receive(
  wire: Wire,
  token: unknown,
  proof: Expectation['proof'],
  ahead: number = proof.nonce ? TOLERANCE : LARGEST_OFFSET,
): Received {
  const jwt = openJwt(token)
  const local = wire.now().wall / 1000
  const clockOffset = toClockOffset(jwt.claims, proof, local)
  const { iat } = jwt.claims
  const corrected = local + clockOffset
  const isAhead = typeof iat === 'number' && iat > corrected && Math.round(iat - corrected) < ahead
  // `openJwt` has seen that it is a text.
  return { ...jwt, text: token as string, clockOffset, now: isAhead ? iat : corrected }
}

/**
 * A response with a JWT, for the library: it reads the claims as they are shown to it, and verifies the text that came. It takes a
 * text apart once for the claims, and from then on for the signature.
 */
export function toJwtResponse({ text, shown }: Received): Response {
  const response = new Response(text, { headers: { 'content-type': 'application/jwt' } })
  const texts = [shown]
  return Object.assign(response, { text: async () => ({ split: (at: string) => (texts.pop() ?? text).split(at) }) })
}

/** The client on the clock that a token is judged by. */
export function toClientFor(wire: Wire, clientId: string, received: Received | undefined): Client {
  const moment = wire.now()
  return toClient(clientId, toSkew(moment, received && Math.round(received.now - moment.wall / 1000)))
}

/**
 * How far the device's clock is behind, in seconds. An ID token with the nonce of this attempt was made during it, whatever
 * the clock says: then `iat` is the time. A token that answers no fresh nonce tells nothing, and what is off by more than a
 * day is believed by nobody.
 */
function toClockOffset(
  { iat, exp, nonce }: Jwt['claims'],
  { nonce: sent, maxAge, ...proof }: Expectation['proof'],
  local: number,
): number {
  const offset = typeof iat === 'number' ? Math.round(iat - local) : 0
  const isOff = offset < -OLDEST || offset > TOLERANCE
  if (!sent) {
    // A clock that was wrong at the sign-in may have been put right since: whichever the token is nearer to.
    const known = 'clockOffset' in proof ? proof.clockOffset : 0
    if (typeof iat !== 'number') return known
    return Math.abs(offset - known) <= Math.abs(offset) ? known : 0
  }
  // Minutes that would do no harm otherwise are too many for a token that lives for minutes, and for a sign-in that must be recent.
  const isShort = maxAge !== undefined || (typeof exp === 'number' && Math.round(exp - local) <= -TOLERANCE)
  const isOver = offset < -TOLERANCE && isShort
  return (isOff || isOver) && nonce === reveal(sent) && Math.abs(offset) <= LARGEST_OFFSET ? offset : 0
}
