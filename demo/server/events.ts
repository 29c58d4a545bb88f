import { randomUUID } from 'node:crypto'

/** An entry of somebody's calendar. */
export interface CalendarEntry {
  readonly id: string
  readonly title: string
  /** ISO 8601, in UTC. */
  readonly start: string
}

const HOUR_MILLISECONDS = 3_600_000

export interface Calendars {
  of(userId: string): readonly CalendarEntry[]
  add(userId: string, title: string): CalendarEntry
  /** Whether there was such an entry. */
  remove(userId: string, id: string): boolean
}

/** Everybody's entries, in memory. */
export function createCalendars(): Calendars {
  const entries = new Map<string, readonly CalendarEntry[]>()
  const of = (userId: string): readonly CalendarEntry[] => entries.get(userId) ?? []
  return {
    of,
    add(userId, title) {
      const own = of(userId)
      const entry = { id: randomUUID(), title, start: nextFreeHour(own) }
      entries.set(userId, [...own, entry])
      return entry
    },
    remove(userId, id) {
      const own = of(userId)
      entries.set(
        userId,
        own.filter((entry) => entry.id !== id),
      )
      return own.some((entry) => entry.id === id)
    },
  }
}

/** The first full hour from an hour ahead on that holds no entry yet. */
function nextFreeHour(entries: readonly CalendarEntry[]): string {
  const taken = new Set(entries.map((entry) => entry.start))
  let time = Math.ceil((Date.now() + HOUR_MILLISECONDS) / HOUR_MILLISECONDS) * HOUR_MILLISECONDS
  while (taken.has(new Date(time).toISOString())) time += HOUR_MILLISECONDS
  return new Date(time).toISOString()
}
