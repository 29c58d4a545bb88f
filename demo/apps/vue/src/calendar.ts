import { useAuth } from 'latchkey/vue'
import { ref, shallowRef } from 'vue'
import { type CalendarEntry, createCalendar, type Outcome, type SeenToken } from '../../../app/calendar'
import { announce } from './announcer'

export type UserCalendar = ReturnType<typeof useCalendar>

/** The calendar of whoever is signed in. Used below a `key` of theirs, so that nothing of one user is left for the next. */
export function useCalendar() {
  const calendar = createCalendar(useAuth().fetch)
  const entries = ref<readonly CalendarEntry[]>()
  const lastCall = shallowRef<Outcome<unknown>>()

  async function load(): Promise<void> {
    const outcome = await calendar.listEntries()
    if (!outcome.body || !lastCall.value) lastCall.value = outcome
    if (outcome.body) entries.value = outcome.body.events
  }

  async function add(title: string): Promise<Outcome<CalendarEntry>> {
    const outcome = await calendar.addEntry(title)
    lastCall.value = outcome
    announce(outcome.body ? `${title} is in your calendar` : `Not added: ${outcome.message}`)
    if (outcome.body) await load()
    return outcome
  }

  async function remove({ id, title }: CalendarEntry): Promise<void> {
    const outcome = await calendar.removeEntry(id)
    lastCall.value = outcome
    announce(outcome.message ?? `${title} is no longer in your calendar`)
    await load()
  }

  return { entries, lastCall, load, add, remove }
}

/** What the calendar sees of the access token. */
export function useSeenToken() {
  const calendar = createCalendar(useAuth().fetch)
  const seen = shallowRef<Outcome<SeenToken>>()

  async function load(): Promise<void> {
    seen.value = await calendar.seeToken()
  }

  return { seen, load }
}
