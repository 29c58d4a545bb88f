import { loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { SUBJECTS, type Subject } from '../apps/list.js'
import { buildApp, type Sizes, weighApp } from './build.js'
import { type Growth, measureGrowth } from './growth.js'
import { type Latency, measureLatency } from './latency.js'
import type { Server } from './server.js'
import { measureStorm, type Storm } from './storm.js'
import type { Place } from './visit.js'

export interface Plan {
  readonly rounds: number
  readonly stormRounds: number
  /** Storms for latchkey, which has to stand each of them. */
  readonly ownStormRounds: number
  readonly tokens: readonly number[]
  readonly tabs: readonly number[]
  /** Names of the SDKs to measure; all unless given. */
  readonly only?: readonly string[]
}

/** All that was measured of one SDK. */
export interface Outcome {
  readonly subject: Subject
  readonly sizes: Sizes
  readonly latency: Partial<Latency>[]
  readonly oneTab: Storm[]
  readonly fiveTabs: Storm[]
  growth?: Growth
  /** What could not be measured, and what the SDK said. */
  readonly failures: string[]
}

export interface Measured {
  readonly outcomes: readonly Outcome[]
  /** The machine's load over one minute, at the start and after each round. */
  readonly load: readonly number[]
}

/** The folder of the bench, the server's process and the browser. */
export interface Tools {
  readonly folder: string
  readonly server: Server
  readonly browser: Browser
  readonly say: (text: string) => void
}

interface Row {
  readonly outcome: Outcome
  readonly place: Place
}

/** Measures every SDK in rounds: each round visits all of them, so that a slow minute of the machine hits all alike. */
export async function measureAll(plan: Plan, tools: Tools): Promise<Measured> {
  const subjects = SUBJECTS.filter(({ name }) => plan.only === undefined || plan.only.includes(name))
  const rows: Row[] = []
  for (const subject of subjects) rows.push(await prepare(subject, tools))
  const load = [currentLoad()]
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const row of rows) {
      tools.say(`round ${round + 1} of ${plan.rounds}: ${row.outcome.subject.name}`)
      await measureRow(row, plan, round)
    }
    load.push(currentLoad())
  }
  return { outcomes: rows.map(({ outcome }) => outcome), load }
}

async function prepare(subject: Subject, { folder, server, browser }: Tools): Promise<Row> {
  const [built, sizes] = await Promise.all([buildApp(folder, subject.name), weighApp(folder, subject.name)])
  const { app } = await server.create({
    name: subject.name,
    issuerSuffix: subject.issuerSuffix ?? '',
    jwtLikeRefreshTokens: subject.decodesRefreshTokens === true,
    ...built,
  })
  const outcome: Outcome = { subject, sizes, latency: [], oneTab: [], fiveTabs: [], failures: [] }
  return { outcome, place: { subject, app, server, browser } }
}

/** Longer than any measurement of an SDK that works. */
const ATTEMPT_MS = 90_000

/** An SDK that never settles must not hold up the others. Its page is left behind; its numbers are not used. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${ms / 1000} s`)), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function measureRow({ outcome, place }: Row, plan: Plan, round: number): Promise<void> {
  const attempt = async (what: string, measure: () => Promise<void>) => {
    try {
      await within(ATTEMPT_MS, measure())
    } catch (error) {
      // One SDK that fails must not end the comparison; the report says so in its row.
      const [reason] = String(error instanceof Error ? error.message : error).split('\n')
      outcome.failures.push(`${what}: ${reason}`)
    }
  }
  await attempt('sign-in and calls', async () => void outcome.latency.push(...(await measureLatency(place))))
  // Who cannot sign in has nothing else to show.
  if (outcome.latency.length === 0) return
  const isLastOfOurs = outcome.subject.name === 'latchkey' && round === plan.rounds - 1
  const storms = isLastOfOurs ? plan.ownStormRounds - outcome.oneTab.length : Number(round < plan.stormRounds)
  for (let left = storms; left > 0; left -= 1) {
    await attempt('storm in one tab', async () => void outcome.oneTab.push(await measureStorm(place, 1, 100)))
    await attempt('storm in five tabs', async () => void outcome.fiveTabs.push(await measureStorm(place, 5, 20)))
  }
  if (round > 0) return
  await attempt('growth', async () => {
    outcome.growth = await measureGrowth(place, plan.tokens, plan.tabs)
  })
}

const currentLoad = () => Math.round((loadavg()[0] ?? 0) * 100) / 100
