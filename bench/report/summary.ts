import type { Latency } from '../measure/latency.js'
import type { Outcome } from '../measure/run.js'
import type { Storm } from '../measure/storm.js'

export interface Spread {
  readonly median: number
  readonly min: number
}

/** What the table says of one SDK; nothing where nothing could be measured. */
export interface Summary {
  readonly outcome: Outcome
  readonly init?: Spread
  readonly callback?: Spread
  readonly callbackChained?: Spread
  readonly callbackRequests?: Spread
  readonly warm?: Spread
  readonly warmRequests?: Spread
  readonly perCall?: Spread
}

export function summarise(outcome: Outcome): Summary {
  const of = (key: keyof Latency) =>
    spread(outcome.latency.flatMap((sample) => (sample[key] === undefined ? [] : [sample[key]])))
  return defined({
    outcome,
    init: of('initMs'),
    callback: of('callbackMs'),
    callbackChained: of('callbackChained'),
    callbackRequests: of('callbackRequests'),
    warm: of('warmMs'),
    warmRequests: of('warmRequests'),
    perCall: of('perCallUs'),
  })
}

function defined(summary: { [Key in keyof Summary]: Summary[Key] | undefined }): Summary {
  // Only what is undefined is left out; `outcome` never is.
  return Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined)) as unknown as Summary
}

function spread(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  const [min] = sorted
  if (min === undefined) return undefined
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? min
  return { median: sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? min)) / 2, min }
}

/** `1 / 100`, once per different outcome, with how often when there were several. */
export function sayStorms(storms: readonly Storm[]): string {
  if (storms.length === 0) return 'failed'
  const counts = new Map<string, number>()
  for (const storm of storms) {
    const said = sayStorm(storm)
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  const several = counts.size > 1
  return [...counts].map(([said, times]) => (several ? `${said} (${times}×)` : said)).join('; ')
}

function sayStorm({ tokenRequests, succeeded, familyAlive, worksAfterwards }: Storm): string {
  const end = !familyAlive ? ', family lost' : worksAfterwards ? '' : ', next call fails'
  return `${tokenRequests} / ${succeeded}${end}`
}
