/** How a text is made long: something before, a piece again and again, something behind. */
export interface Pump {
  readonly before: string
  readonly piece: string
  readonly after: string
}

const SHORT = 8_192
const LONG = 65_536
/** Eight is linear, sixty-four is quadratic. */
const MOST = 30
/** Below this a clock tells nothing, in microseconds. */
const GRAIN = 2_000

/** The text of a pump, of about this length. */
export const inflate = ({ before, piece, after }: Pump, length: number): string =>
  before + piece.repeat(Math.ceil(length / piece.length)) + after

/**
 * Whether what reads a text takes more than its share of time for one that is eight times as long. By ratio, and by the best of
 * several runs, so that a slow machine says the same.
 */
export function isFastGrowing(read: (text: string) => unknown, pump: Pump): boolean {
  const short = inflate(pump, SHORT)
  const measure = (text: string) => {
    // Of this process alone: on a busy machine a clock on the wall tells of the others.
    const started = process.cpuUsage()
    read(text)
    return process.cpuUsage(started).user
  }
  // Most are far from it, and need no second look: what reads a letter again for each letter takes longer.
  if (measure(short) < GRAIN / 4) return false
  const long = inflate(pump, LONG)
  let [least, most] = [Infinity, Infinity]
  for (let run = 0; run < 3; run += 1) {
    least = Math.min(least, measure(short))
    most = Math.min(most, measure(long))
    if (most <= MOST * Math.max(least, GRAIN)) return false
  }
  return true
}
