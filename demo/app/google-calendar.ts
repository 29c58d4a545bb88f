import { CALENDAR } from './addresses.js'
import type { Calendar, CalendarEntry } from './calendar.js'
import { call, type Outcome } from './call.js'
import { HOUR_MILLISECONDS, nextFreeHour } from './next-free-hour.js'

const EVENTS = `${CALENDAR}/calendars/primary/events`

/** An event as Google's Calendar API has it, as far as the app uses it. */
interface GoogleEvent {
  readonly id: string
  readonly summary?: string
  /** One that takes the whole day has a date alone. */
  readonly start: { readonly dateTime?: string; readonly date?: string }
}

/** The calendar by Google's Calendar API: its paths, its scopes and its events. */
export function createGoogleCalendar(fetch: typeof globalThis.fetch): Calendar {
  let entries: readonly CalendarEntry[] = []
  return {
    listEntries: async () => {
      const coming = new URLSearchParams({
        timeMin: new Date().toISOString(),
        singleEvents: 'true',
        orderBy: 'startTime',
        maxResults: '50',
      })
      const outcome = await call<{ readonly items: readonly GoogleEvent[] }>(fetch, `GET ${EVENTS}?${coming}`)
      entries = outcome.body?.items.map(toEntry) ?? entries
      return { ...outcome, body: outcome.body && { events: entries } }
    },
    addEntry: async (title) => {
      const start = nextFreeHour(entries.map((entry) => new Date(entry.start).toISOString()))
      const end = new Date(Date.parse(start) + HOUR_MILLISECONDS).toISOString()
      const event = { summary: title, start: { dateTime: start }, end: { dateTime: end } }
      const outcome = await call<GoogleEvent>(fetch, `POST ${EVENTS}`, event)
      return { ...outcome, body: outcome.body && toEntry(outcome.body) }
    },
    removeEntry: (id) => call(fetch, `DELETE ${EVENTS}/${encodeURIComponent(id)}`),
    seeToken: untold,
    tryIdToken: untold,
  }
}

function toEntry({ id, summary = '(no title)', start }: GoogleEvent): CalendarEntry {
  return { id, title: summary, start: start.dateTime ?? start.date ?? '' }
}

/** Google says of no token what it sees in it. */
const untold = async (): Promise<Outcome<never>> => ({
  request: '',
  status: undefined,
  message: 'Google opens it, and tells nobody what it sees.',
  code: undefined,
  body: undefined,
})
