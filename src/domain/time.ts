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

const CLOCK_TOLERANCE_MS = 60_000

// The one place where a number becomes an Instant: a cast, because a brand has no value of its own.
export const toInstant = (milliseconds: number): Instant => milliseconds as Instant

/** The lifetime between two points in time, tied to this page's elapsed time by a reading of both clocks. */
export function toSpan(from: number, until: number, { wall, elapsed }: Moment): Lifetime {
  return { from: toInstant(from), until: toInstant(until), elapsedUntil: elapsed + until - wall }
}

/** Whether either clock says that the lifetime is over. A wall clock that jumped back before its start says so too. */
export function isOver({ from, until, elapsedUntil }: Lifetime, { wall, elapsed }: Moment): boolean {
  return wall >= until || elapsed >= elapsedUntil || wall < from - CLOCK_TOLERANCE_MS
}
