import { type Lifetime, type Moment, toSpan } from './time.js'

const LONGEST_SECONDS = 86_400

/**
 * The lifetime that an `expires_in` of a token response gives, counted from `moment`.
 * In seconds, taken as 1 to 86,400 whatever the provider says; `undefined` when it says nothing usable
 * (RFC 6749 section 5.1: a hint, and its absence is normal), and then the token is used until an API refuses it.
 */
export function toLifetime(expiresIn: unknown, moment: Moment): Lifetime | undefined {
  const said = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  if (typeof said !== 'number' || !Number.isFinite(said) || said < 0) return undefined
  return toSpan(moment.wall, moment.wall + Math.min(Math.max(said, 1), LONGEST_SECONDS) * 1000, moment)
}
