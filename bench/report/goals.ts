import { BUDGETS, KB } from '../../tools/budgets.mjs'
import type { Measured } from '../measure/run.js'
import type { Storm } from '../measure/storm.js'
import { type Summary, summarise } from './summary.js'
import { round, type Table } from './table.js'

/** What latchkey costs by itself, as `npm run size` measures it, in bytes of gzip. */
export interface OwnSizes {
  readonly firstLoad: number
  /** Everything but what few apps use. */
  readonly total: number
  readonly oneFile: number
  /** Minified bytes of the first load, by what they are for. */
  readonly parts: Readonly<Record<string, number>>
}

interface Goal {
  readonly what: string
  readonly goal: string
  readonly measured: string
  readonly isReached: boolean
}

const STORMS = 10

/** The goals of the project, each with what was measured in this run. Rows that were not measured are not reached. */
export function toGoals(measured: Measured, sizes: OwnSizes): readonly Goal[] {
  const of = (name: string) => {
    const outcome = measured.outcomes.find(({ subject }) => subject.name === name)
    return outcome && summarise(outcome)
  }
  const [ours, bare, sealed] = ['latchkey', 'oauth4webapi', 'sealed'].map(of)
  if (!ours || !bare || !sealed) return []
  const { growth, oneTab, fiveTabs } = ours.outcome
  const tokens = Object.entries(growth?.perCallByTokens ?? {}).map(([count, cost]) => [Number(count), cost] as const)
  const [fewest, most] = [tokens.at(0)?.[1] ?? Number.NaN, tokens.at(-1)?.[1] ?? Number.NaN]
  return [
    toSize('first load with a session', sizes.firstLoad, BUDGETS.firstLoad.aim),
    toSize('whole core, in chunks', sizes.total, BUDGETS.total.aim),
    toSize('everything in one file', sizes.oneFile, BUDGETS.whole.aim),
    toRatio('init', { ours, bare, sealed }, 'init', 1.1),
    toRatio('callback', { ours, bare, sealed }, 'callback', 1.15),
    toCount('callback: chained requests', ours.callbackChained?.median, 1),
    toRatio('warm', { ours, bare, sealed }, 'warm', 1.1),
    toCount('warm: requests', ours.warmRequests?.median, 2),
    toMost('per call, µs', ours.perCall?.median, 3),
    toMost('per call with the most declared APIs, ratio to one', most / fewest, 1.2),
    toMost('heap per further client, KB', (growth?.heapPerClient ?? Number.NaN) / KB, 30),
    toStorms('storms, 100 calls in one tab', oneTab),
    toStorms('storms, 20 calls in each of 5 tabs', fiveTabs),
  ]
}

export const toGoalTable = (goals: readonly Goal[]): Table => [
  ['', 'goal', 'measured', 'reached'],
  ...goals.map(({ what, goal, measured, isReached }) => [what, goal, measured, isReached ? 'yes' : 'no']),
]

const toSize = (what: string, bytes: number, aim: number): Goal => ({
  what: `${what}, KB gzip`,
  goal: `≤ ${aim / KB}`,
  measured: (bytes / KB).toFixed(1),
  isReached: bytes <= aim,
})

function toMost(what: string, value: number | undefined, goal: number): Goal {
  return {
    what,
    goal: `≤ ${goal}`,
    measured: value === undefined ? '–' : round(value),
    isReached: Number(value) <= goal,
  }
}

const toCount = (what: string, value: number | undefined, goal: number): Goal => ({
  what,
  goal: String(goal),
  measured: String(value ?? '–'),
  isReached: value === goal,
})

/** Beside bare code that keeps its session in localStorage, which is the goal; and beside code that seals it as latchkey does. */
function toRatio(
  what: string,
  { ours, bare, sealed }: Readonly<Record<'ours' | 'bare' | 'sealed', Summary>>,
  key: 'init' | 'callback' | 'warm',
  goal: number,
): Goal {
  const to = (other: Summary) => (ours[key]?.median ?? Number.NaN) / (other[key]?.median ?? Number.NaN)
  const inMs = (one: Summary) => round(one[key]?.median ?? Number.NaN)
  return {
    what: `${what}, ratio to bare oauth4webapi`,
    goal: `≤ ${goal}`,
    measured: `${to(bare).toFixed(2)} (${inMs(ours)} to ${inMs(bare)} ms); ${to(sealed).toFixed(2)} to the sealed one (${inMs(sealed)} ms)`,
    isReached: to(bare) <= goal,
  }
}

function toStorms(what: string, storms: readonly Storm[]): Goal {
  const good = storms.filter(
    ({ tokenRequests, succeeded, calls, familyAlive }) => tokenRequests === 1 && succeeded === calls && familyAlive,
  )
  return {
    what,
    goal: `1 / 100, family alive, ${STORMS} of ${STORMS}`,
    measured: `${good.length} of ${storms.length}`,
    isReached: good.length === storms.length && storms.length >= STORMS,
  }
}

/** Why what is not reached is not, by the numbers. */
export function sayWhy(goals: readonly Goal[], { parts }: OwnSizes): string {
  const all = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)
  const lines = Object.entries(parts)
    .sort(([, one], [, other]) => other - one)
    .map(([part, bytes]) => `| ${part} | ${(bytes / KB).toFixed(1)} | ${Math.round((bytes / all) * 100)} % |`)
  const isMissed = (start: string) => goals.some(({ what, isReached }) => what.startsWith(start) && !isReached)
  return [
    ...(isMissed('first load') || isMissed('whole core') || isMissed('everything')
      ? [
          `**Size.** By what it is for, the first load was at this run, minified and before gzip (which leaves about 45 % of it):

| what | KB | |
|---|---:|---:|
${lines.join('\n')}

None of it can wait: the options are refused where they are given, a callback leaves the address bar in the first task, a stored session is
read, checked and shown, a call leaves without an await, a sign-out holds without the network. The rest of the core is one chunk;
DPoP, PAR, popups, idle, \`headersFor\`, \`inspect\`, \`requireUser\` and third-party login are chunks of their own, in the one file alone.`,
        ]
      : []),
    ...(['init', 'callback', 'warm,'].some(isMissed)
      ? [
          `**Init, callback and warm.** A session that no script can read out as text is sealed under a key that only IndexedDB can keep, and Chromium takes
milliseconds to open a database where localStorage is there at once. The sealed row does the same by hand and nothing else: what it
takes more than the bare one is what the promise costs, and what latchkey takes beside it is its own.`,
        ]
      : []),
  ].join('\n\n')
}
