import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../src/platform/platform.js'
import { type BuiltCall, buildCall, type PlannedCall, withoutBoundary } from '../corpus/calls.js'
import { plans } from '../corpus/plans.js'
import { APP, CALENDAR, setUp, signIn } from '../support/home.js'

const CALLS = 1_000

/** A request as a server and the engine see it, and what only the called function sees. */
interface Recorded {
  readonly request: Request
  readonly init: Readonly<Record<string, unknown>>
  readonly body: string
  readonly answer: Response
}

/** A `fetch` that answers 200 and writes down what it was given, as the engine reads it. */
function recorder(): { readonly fetch: Fetch; readonly take: () => readonly Recorded[] } {
  const log: Recorded[] = []
  return {
    take: () => log.splice(0),
    async fetch(input, init) {
      const request = new Request(input, init)
      request.signal.throwIfAborted()
      // Read by name or as an own property: where the caller's stand.
      const seen: Record<string, unknown> = { ...init, priority: init?.priority }
      const answer = Response.json({})
      const body = Buffer.from(await request.clone().arrayBuffer()).toString('latin1')
      log.push({ request, init: seen, body, answer })
      return answer
    },
  }
}

/** A signed-in app whose own `fetch` records what goes to the calendar. */
async function setUpRecorded() {
  const { fetch, take } = recorder()
  const home = setUp({
    auth: {
      fetch: (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
        const isCall = input instanceof Request || String(input).startsWith(CALENDAR)
        return isCall ? fetch(input, init) : home.tab.platform.fetch(input, init)
      },
    },
  })
  const auth = await signIn(home.tab, home.provider)
  await home.world.rest()
  take()
  return { ...home, auth, take }
}

const MEMBERS =
  'url method mode credentials cache redirect referrer referrerPolicy integrity keepalive destination duplex'.split(' ')

/** What is to be the same. */
function describeRecorded({ request, init, body }: Recorded) {
  const headers = [...request.headers].filter(([name]) => name !== 'authorization')
  const unknown = Object.entries(init).filter(([name]) => name.startsWith('x') || name === 'priority')
  return {
    ...Object.fromEntries(MEMBERS.map((name) => [name, Reflect.get(request, name)])),
    // What is named here is what `fetch` names by itself.
    referrer: request.referrer === `${APP}/` ? 'about:client' : request.referrer,
    // A copied value loses the blank at its end, as it does on the wire.
    headers: headers.map(([name, value]) => [name, withoutBoundary(value.trim())]),
    body: withoutBoundary(body),
    unknown: unknown.sort(),
  }
}

/** How a call ended: with what it was answered, or with what kind of error. */
async function end(fetch: Fetch, { input, init }: BuiltCall): Promise<unknown> {
  try {
    return await fetch(input, init as RequestInit)
  } catch (error) {
    return error
  }
}

const kindOf = (ended: unknown) =>
  ended instanceof Response ? ended.status : `${Object(ended).constructor.name}: ${ended instanceof TypeError || ended}`

const isGivenUp = (ended: unknown) => ended instanceof RangeError

function build(plan: PlannedCall): BuiltCall | undefined {
  try {
    return buildCall(plan, CALENDAR)
  } catch {
    // The engine builds no such Request, for anybody.
    return undefined
  }
}

describe(`of ${CALLS} calls, what auth.fetch hands on`, () => {
  it('differs from what fetch is given in the authorization header alone, also when the call is made twice (R-F11, R-F01)', async () => {
    const { auth, take } = await setUpRecorded()
    const plain = recorder()
    const tally = { calls: 0, sent: 0, refused: 0 }

    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const [ours, theirs] = [build(plan), build(plan)]
        if (!ours || !theirs) return fc.pre(false)
        for (const _ of ['first', 'second']) {
          const expected = await end(plain.fetch, theirs)
          const actual = await end(auth.fetch, ours)

          const [wanted, got] = [plain.take(), take()]
          expect(got.map(describeRecorded)).toEqual(wanted.map(describeRecorded))
          // Of two reasons to refuse a call, another one may come first.
          if (!isGivenUp(actual) || !(expected instanceof Error)) expect(kindOf(actual)).toBe(kindOf(expected))
          for (const [index, { request, answer }] of got.entries()) {
            expect(actual).toBe(answer)
            const own = wanted[index]?.request.headers.get('authorization')
            expect(request.headers.get('authorization')).toEqual(own ?? expect.stringMatching(/^Bearer [\w.-]{20,}$/))
          }
          tally.sent += got.length
          tally.refused += actual instanceof Error ? 1 : 0
          if (_ === 'first') continue
          theirs.abort('enough')
          ours.abort('enough')
          const isAborted = ({ request }: Recorded) => request.signal.aborted
          expect(got.map(isAborted)).toEqual(wanted.map(isAborted))
        }
        tally.calls += 1
      }),
      { numRuns: CALLS },
    )

    expect(tally.calls).toBe(CALLS)
    expect(tally.sent).toBeGreaterThan(CALLS)
    expect(tally.refused).toBeGreaterThan(CALLS / 20)
  })
})
