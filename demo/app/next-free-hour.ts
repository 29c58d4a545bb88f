export const HOUR_MILLISECONDS = 3_600_000

/** The first full hour from an hour ahead on that is not among those that are taken, each in ISO 8601 and UTC. */
export function nextFreeHour(taken: Iterable<string>): string {
  const times = new Set(taken)
  let time = Math.ceil((Date.now() + HOUR_MILLISECONDS) / HOUR_MILLISECONDS) * HOUR_MILLISECONDS
  while (times.has(new Date(time).toISOString())) time += HOUR_MILLISECONDS
  return new Date(time).toISOString()
}
