import { type Lifetime, type Moment, toSpan } from './time.js'

const LONGEST_SECONDS = 86_400

/**
 * The lifetime that an `expires_in` of a token response gives, counted from `moment`.
 * In whole seconds, as a number or the text of one, taken as 1 to 86,400 whatever the provider says; a negative one is over
 * at once: the token was issued, and is renewed before it is used. `undefined` when nobody told (RFC 6749 section 5.1: a hint,
 * and its absence is normal), or said what is no number, and then the token is used until an API refuses it.
 */
export function toLifetime(expiresIn: unknown, moment: Moment): Lifetime | undefined {
  const said = toSaid(expiresIn)
  if (said === undefined) return undefined
  const seconds = said < 0 ? 0 : Math.min(Math.max(Math.floor(said), 1), LONGEST_SECONDS)
  return toSpan(moment.wall, moment.wall + seconds * 1000, moment)
}

/** Whether an `expires_in` says how long. */
export const isLifetime = (expiresIn: unknown): boolean => toSaid(expiresIn) !== undefined

function toSaid(expiresIn: unknown): number | undefined {
  // Digits alone, and a fraction: what else `Number` reads (`0x10`, spaces, nothing at all) is no number of seconds.
  const isNumeric = typeof expiresIn === 'string' && /^-?\d+(\.\d+)?$/.test(expiresIn)
  const said = isNumeric ? Number(expiresIn) : expiresIn
  return typeof said === 'number' && (Number.isFinite(said) || said < 0) ? said : undefined
}
