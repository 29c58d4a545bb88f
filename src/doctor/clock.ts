import { parseDate } from '../platform/date.js'
import type { Heard } from './line.js'

/** How far the clock of who answered is ahead of this machine's, in seconds; `undefined` when the answer does not say. */
export function toClockOffset(heard: Heard | undefined): number | undefined {
  if (!heard?.headers) return undefined
  const { headers, from, until } = heard
  // A cache gives the date of the origin, and says how long ago that was (RFC 9110 section 6.6.1, RFC 9111 section 5.1).
  const told = parseDate(headers.get('date') ?? '') + (Number(headers.get('age')) || 0) * 1000
  if (Number.isNaN(told)) return undefined
  // A date has whole seconds.
  return Math.round((told + 500 - (from + until) / 2) / 1000)
}
