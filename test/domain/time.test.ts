import { describe, expect, it } from 'vitest'
import { isOver, type Moment, resumeLifetime, toInstant, toLifetime } from '../../src/domain/time.js'

const START = Date.UTC(2026, 10, 20)
const at = (wallSeconds: number, elapsedSeconds = wallSeconds): Moment => ({
  wall: toInstant(START + wallSeconds * 1000),
  elapsed: 5_000 + elapsedSeconds * 1000,
})

/** How long a lifetime made of this `expires_in` lasts, in seconds. */
function lasts(expiresIn: unknown): number | undefined {
  const lifetime = toLifetime(expiresIn, at(0))
  return lifetime && (lifetime.until - lifetime.from) / 1000
}

describe('an expires_in', () => {
  it.each([
    [300, 300],
    ['3600', 3_600],
    [0, 1],
    [0.5, 1],
    [1e300, 86_400],
    [86_401, 86_400],
    ['3600abc', undefined],
    ['', undefined],
    ['-1', undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [[5], undefined],
    [null, undefined],
    [true, undefined],
    [undefined, undefined],
  ])('of %s lasts %s seconds (R-T08)', (said, seconds) => {
    expect(lasts(said)).toBe(seconds)
  })
})

describe('a lifetime', () => {
  const lifetime = toLifetime(300, at(0))

  it.each([
    ['at its start', at(0), false],
    ['just before its end', at(299.999), false],
    ['at its end', at(300), true],
    ['at its end by the wall clock alone: the machine slept', at(300, 10), true],
    ['at its end by elapsed time alone: the clock was turned back', at(10, 300), true],
    ['long before its start: the clock was turned back', at(-3_600, 10), true],
    ['a little before its start: clocks are set all the time', at(-30, 10), false],
  ])('is over %s: %#', (_, moment, isIt) => {
    expect(lifetime && isOver(lifetime, moment)).toBe(isIt)
  })

  it('goes on in a page that was loaded later', () => {
    const later: Moment = { wall: toInstant(START + 100_000), elapsed: 50 }
    const resumed = resumeLifetime(START, START + 300_000, later)

    expect(isOver(resumed, later)).toBe(false)
    expect(isOver(resumed, { wall: toInstant(START + 100_000), elapsed: 50 + 200_000 })).toBe(true)
  })

  it('that ended before the page was loaded is over', () => {
    const later: Moment = { wall: toInstant(START + 400_000), elapsed: 50 }

    expect(isOver(resumeLifetime(START, START + 300_000, later), later)).toBe(true)
  })
})
