/** A point in time by the wall clock, in milliseconds since the epoch. Made by `toInstant` and the platform's clock alone. */
export type Instant = number & { readonly unit: 'instant' }

/** One reading of both clocks: the wall clock may jump, the elapsed time (milliseconds, monotonic) may stand still in sleep. */
export interface Moment {
  readonly wall: Instant
  readonly elapsed: number
}

/** How long a token lasts, on both clocks. */
export interface Lifetime {
  readonly from: Instant
  readonly until: Instant
  readonly elapsedUntil: number
}

const LONGEST_SECONDS = 86_400
const CLOCK_TOLERANCE_MS = 60_000

// The one place where a number becomes an Instant: a cast, because a brand has no value of its own.
export const toInstant = (milliseconds: number): Instant => milliseconds as Instant

/**
 * The lifetime that an `expires_in` of a token response gives, counted from `moment`.
 * In seconds, taken as 1 to 86,400 whatever the provider says; `undefined` when it says nothing usable
 * (RFC 6749 section 5.1: a hint, and its absence is normal), and then the token is used until an API refuses it.
 */
export function toLifetime(expiresIn: unknown, moment: Moment): Lifetime | undefined {
  const said = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  if (typeof said !== 'number' || !Number.isFinite(said) || said < 0) return undefined
  return spanned(moment.wall, Math.min(Math.max(said, 1), LONGEST_SECONDS) * 1000, moment)
}

/** A stored lifetime, tied to this page's elapsed time. */
export function resumeLifetime(from: number, until: number, moment: Moment): Lifetime {
  return spanned(toInstant(from), until - from, moment)
}

function spanned(from: Instant, milliseconds: number, moment: Moment): Lifetime {
  const until = toInstant(from + milliseconds)
  return { from, until, elapsedUntil: moment.elapsed + (until - moment.wall) }
}

/** Whether either clock says that the lifetime is over. A wall clock that jumped back before its start says so too. */
export function isOver(lifetime: Lifetime, moment: Moment): boolean {
  return (
    moment.wall >= lifetime.until ||
    moment.elapsed >= lifetime.elapsedUntil ||
    moment.wall < lifetime.from - CLOCK_TOLERANCE_MS
  )
}
