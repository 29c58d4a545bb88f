import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'

const CASES = 5_000
const RETURNS = 1_000

const SESSION_KEY = JSON.stringify(['session', ISSUER, CLIENT_ID])
const FIELDS = ['version', 'epoch', 'sessionId', 'generation', 'key', 'sealed']

const anyValue = fc.anything({ withDate: true, withMap: true, withTypedArray: true, maxDepth: 2 })
const anyVersion = fc.oneof(
  fc.integer().filter((version) => version !== 1),
  fc.constantFrom('1', null, undefined, [1]),
)

/** What another version, another client or a damaged disk may leave: made from a row that is good. */
const toBadRows = (good: object, foreign: object) =>
  fc.oneof(
    anyValue.filter((value) => value !== undefined),
    anyVersion.map((version) => ({ ...good, version })),
    fc.record({ field: fc.constantFrom(...FIELDS), value: anyValue }).map(({ field, value }) => ({
      ...good,
      // A value that happens to be right would be no damage.
      [field]: JSON.stringify(value) === JSON.stringify(Reflect.get(good, field)) ? undefined : value,
    })),
    fc.constant(foreign),
  )

describe('a stored row that is none of ours', () => {
  // The epoch alone is compared and never trusted: what it is changed into is as good as any other.
  it('never stops the start, never signs anyone in, and is told of (R-K03)', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    const good = world.store.rows.get(SESSION_KEY) as Record<string, unknown>
    const foreign = setUp({ auth: { clientId: 'another' }, provider: { clientId: 'another' } })
    await signIn(foreign.tab, foreign.provider)
    const other = [...foreign.world.store.rows.values()].find((row) => Object(row).sessionId) as object
    const rows = toBadRows(good, other).filter((row) => !isGood(row, good) && isStorable(row))
    provider.requests.length = 0

    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        world.store.rows.set(SESSION_KEY, row)
        tab.events.length = 0
        tab.reload()

        const state = await tab.auth().ready

        expect(state).toMatchObject({ status: 'signed-out', reason: expect.stringMatching(/none|signed-out|expired/) })
        const isTold = tab.events.some(({ type }) => type === 'storage')
        expect(isTold).toBe(!isTombstone(row))
      }),
      { numRuns: CASES },
    )

    expect(provider.requests).toEqual([])
  })
})

describe('a return whose kept attempt is none of ours', () => {
  it('is refused without a request, whatever the store holds (R-K03)', async () => {
    const { world, tab, provider } = setUp()
    const address = await visitProvider(tab, provider)
    const key = `attempts ${SESSION_KEY}`
    const [good] = world.store.rows.get(key) as [Record<string, unknown>]
    const damaged = fc.oneof(
      anyValue,
      anyVersion.map((version) => ({ ...good, version })),
      fc
        .record({ field: fc.constantFrom('state', 'startedAt', 'key', 'sealed'), value: fc.object({ maxDepth: 1 }) })
        .map(({ field, value }) => ({ ...good, [field]: value })),
    )
    const rows = fc.oneof(anyValue, fc.array(damaged, { maxLength: 4 })).filter(isStorable)
    provider.requests.length = 0

    await fc.assert(
      fc.asyncProperty(rows, async (attempts) => {
        world.store.rows.set(key, attempts)
        tab.goTo(address)

        const state = await tab.auth().ready

        expect(state).toMatchObject({ status: 'signed-out', error: { code: 'callback-unknown-state' } })
      }),
      { numRuns: RETURNS },
    )

    expect(provider.requests).toEqual([])
  })
})

/** A row in order that holds no session. */
const isTombstone = (row: unknown) => {
  const { version, epoch, sessionId } = Object(row)
  return version === 1 && typeof epoch === 'string' && !sessionId
}

const isGood = (row: unknown, good: Record<string, unknown>) =>
  FIELDS.every((field) => field === 'epoch' || Object(row)[field] === good[field]) &&
  typeof Object(row).epoch === 'string'

const isStorable = (value: unknown) => {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
