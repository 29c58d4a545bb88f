import { CALENDAR } from './addresses.js'
import { call, type Outcome } from './call.js'

export type { Outcome }

export interface CalendarEntry {
  readonly id: string
  readonly title: string
  readonly start: string
}

/** What the calendar says it sees in the token that came with the request. */
export interface SeenToken {
  readonly format: 'jwt' | 'reference'
  readonly length: number
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly checks: readonly string[]
}

/** What became of the calendar's attempt to use an ID token. */
export interface Attempt {
  readonly request: string
  readonly status: number
  readonly message: string
  readonly challenge: string
}

/** The calendar, as far as the app uses it. No call throws. */
export interface Calendar {
  readonly listEntries: () => Promise<Outcome<{ readonly events: readonly CalendarEntry[] }>>
  readonly addEntry: (title: string) => Promise<Outcome<CalendarEntry>>
  readonly removeEntry: (id: string) => Promise<Outcome<undefined>>
  readonly seeToken: () => Promise<Outcome<SeenToken>>
  readonly tryIdToken: () => Promise<Outcome<Attempt>>
}

/** The calendar by a `fetch` that knows its tokens. */
export function createCalendar(fetch: typeof globalThis.fetch): Calendar {
  return {
    listEntries: () => call(fetch, `GET ${CALENDAR}/events`),
    addEntry: (title) => call(fetch, `POST ${CALENDAR}/events`, { title }),
    removeEntry: (id) => call(fetch, `DELETE ${CALENDAR}/events/${id}`),
    seeToken: () => call(fetch, `GET ${CALENDAR}/debug/token`),
    tryIdToken: () => call(fetch, `POST ${CALENDAR}/debug/id-token-attempt`),
  }
}

/** When an entry begins, for people. */
export function toStart({ start }: CalendarEntry): string {
  return new Date(start).toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' })
}
