import { randomUUID } from 'node:crypto'
import { nextFreeHour } from '../app/next-free-hour.js'

/** An entry of somebody's calendar. */
export interface CalendarEntry {
  readonly id: string
  readonly title: string
  /** ISO 8601, in UTC. */
  readonly start: string
}

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
      const entry = { id: randomUUID(), title, start: nextFreeHour(own.map((entry) => entry.start)) }
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
