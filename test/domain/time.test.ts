import { describe, expect, it } from 'vitest'
import { isLifetime, toLifetime } from '../../src/domain/expires-in.js'
import { isOver, type Moment, toInstant, toSpan } from '../../src/domain/time.js'

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
    ['0', 1],
    [3_599.9, 3_599],
    ['3600.0', 3_600],
    ['3599.9', 3_599],
    ['00060', 60],
    [1e300, 86_400],
    [86_401, 86_400],
    ['3600abc', undefined],
    ['', undefined],
    [' 60', undefined],
    ['0x10', undefined],
    ['1e3', undefined],
    ['3,600', undefined],
    ['3600.', undefined],
    ['--1', undefined],
    ['Infinity', undefined],
    ['9'.repeat(400), undefined],
    ['-1', 0],
    ['-0.5', 0],
    [-0.5, 0],
    [-1, 0],
    [-1e300, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [-0, 1],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [[5], undefined],
    [[-1], undefined],
    [null, undefined],
    [{}, undefined],
    [['60'], undefined],
    [true, undefined],
    [undefined, undefined],
    ['0.25', 1],
    ['12.345', 12],
  ])('of %s lasts %s seconds (12.16, R-T08)', (said, seconds) => {
    expect(lasts(said)).toBe(seconds)
    expect(isLifetime(said)).toBe(seconds !== undefined)
  })
})

it('12.16 a lifetime that was negative is over at once, by either clock, and stays so', () => {
  const lifetime = toLifetime(-1, at(0))

  expect(lifetime && [at(0), at(1), at(-10, 0), at(0, 1)].map((moment) => isOver(lifetime, moment))).toEqual(
    Array(4).fill(true),
  )
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
    ['a minute before its start', at(-60, 10), false],
    ['more than a minute before its start', at(-60.001, 10), true],
    ['a little before its start: clocks are set all the time', at(-30, 10), false],
  ])('is over %s: %#', (_, moment, isIt) => {
    expect(lifetime && isOver(lifetime, moment)).toBe(isIt)
  })

  it('goes on in a page that was loaded later', () => {
    const later: Moment = { wall: toInstant(START + 100_000), elapsed: 50 }
    const resumed = toSpan(START, START + 300_000, later)

    expect(isOver(resumed, later)).toBe(false)
    expect(isOver(resumed, { wall: toInstant(START + 100_000), elapsed: 50 + 200_000 })).toBe(true)
  })

  it('that ended before the page was loaded is over', () => {
    const later: Moment = { wall: toInstant(START + 400_000), elapsed: 50 }

    expect(isOver(toSpan(START, START + 300_000, later), later)).toBe(true)
  })
})
