import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CALENDAR, ISSUER } from '../support/home.js'
import { check, History, steps } from './history.js'

// A model of what may happen to a session: tabs that open, close and die at any await, users who come and go, answers that
// are lost, late or refused, networks that fail, machines that sleep, clocks that jump, stores that fail or answer nobody, clients
// that are disposed of, and answers of an API that come when its user has changed. Whatever happens, the rules below hold at
// the fake provider and the fake API. Seen to fail when renewals do not lock, when a sign-in is written under another epoch than
// the one it began with, when a sign-out keeps the tokens that it has in memory, when its note is not asked for or says nothing of
// sessions that its page never knew, when `dispose` keeps the user or what is under way brings them back, and when an answer is
// not compared with the user, or is cut by a sign-out.

const RUNS = Number(process.env['MODEL_RUNS'] ?? 1_000)
// Each test lets go of its worlds at its end: a hundred thousand at once do not fit into memory.
const BATCH = 2_000
// What a failure prints, to see it again: see CONTRIBUTING.md.
const { MODEL_SEED: seed, MODEL_PATH: path } = process.env
const replay = seed === undefined ? {} : { seed: Number(seed), ...(path !== undefined && { path }) }
const batches = Array.from({ length: Math.ceil(RUNS / BATCH) }, (_, index) => index + 1)

it.each(batches)(
  `keeps its rules in ${Math.min(RUNS, BATCH)} histories of tabs, users, faults and clocks (part %i)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 14 }), async (story) => {
        const history = new History()
        history.home.tab.auth()
        await history.take({ kind: 'signIn', tab: 0, user: 'ada' })
        for (const step of story) await history.take(step)
        await check(history)
      }),
      { numRuns: Math.min(RUNS, BATCH), endOnFailure: process.env['MODEL_SHRINK'] === undefined, ...replay },
    )
  },
  7_200_000,
)

it.each(batches)(
  'no request carries a token after a sign-out, whatever is under way (part %i)',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 6 }), fc.nat(3), async (story, index) => {
        const history = new History()
        const { world } = history.home
        history.home.tab.auth()
        await history.take({ kind: 'signIn', tab: 0, user: 'ada' })
        for (const step of story) await history.take(step)
        const target = history.at(index)
        if (!target || history.frozen.has(target)) return
        history.heal()
        await target.auth().signOut({ provider: false })
        for (const frozen of history.frozen) frozen.restore()
        await world.rest()
        const before = world.network.sent.length
        for (const one of history.tabs)
          one
            .auth()
            .fetch(`${CALENDAR}events`)
            .catch(() => undefined)
        await world.advanceSeconds(60)

        const carried = world.network.sent.slice(before).filter(({ url, headers, body }) => {
          const isRevocation = url.startsWith(`${ISSUER}/revo`)
          return headers.has('authorization') || (!isRevocation && /refresh_token=/.test(body))
        })
        expect(carried.map(({ url }) => url)).toEqual([])
        expect(history.tabs.map((one) => one.auth().state.status)).not.toContain('signed-in')
      }),
      { numRuns: Math.ceil(Math.min(RUNS, BATCH) / 4), ...replay },
    )
  },
  7_200_000,
)
