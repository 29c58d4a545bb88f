import type { Entry } from '../server/request-log.js'

/** Requests that the page's own user waited for: those that began before the user was known. */
export function sinceReturn(entries: readonly Entry[], settledAt: number): readonly Entry[] {
  const lastDocument = entries.reduce((last, { destination }, index) => (destination === 'document' ? index : last), -1)
  return entries.slice(lastDocument + 1).filter(({ startedAt }) => startedAt < settledAt)
}

/** The length of the longest chain of requests that each waited for the one before. */
export function chained(entries: readonly Entry[]): number {
  const lengths: number[] = []
  for (const [index, entry] of entries.entries()) {
    const before = entries
      .slice(0, index)
      .map((other, at) => (other.endedAt <= entry.startedAt ? (lengths[at] ?? 0) : 0))
    lengths.push(1 + Math.max(0, ...before))
  }
  return Math.max(0, ...lengths)
}
