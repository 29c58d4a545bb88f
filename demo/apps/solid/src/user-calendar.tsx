import { useAuth } from 'latchkey/solid'
import { type Accessor, createContext, createMemo, createSignal, type ParentProps, useContext } from 'solid-js'
import { type CalendarEntry, createCalendar, type Outcome, type SeenToken } from '../../../app/calendar.js'
import { announce } from './announcer.js'

export type UserCalendar = ReturnType<typeof createUserCalendar>

const Context = createContext<Accessor<UserCalendar | undefined>>(() => undefined)

/** The calendar of who is signed in; `undefined` when nobody is. */
export const useUserCalendar = () => useContext(Context)

export function UserCalendarProvider(props: ParentProps) {
  const { user, fetch } = useAuth()
  const userId = createMemo(() => user()?.sub)
  // The next user gets another one, so that nothing of this user is left for them.
  const calendar = createMemo(() => (userId() === undefined ? undefined : createUserCalendar(fetch)))
  return <Context.Provider value={calendar}>{props.children}</Context.Provider>
}

function createUserCalendar(fetch: typeof globalThis.fetch) {
  const calendar = createCalendar(fetch)
  const [entries, setEntries] = createSignal<readonly CalendarEntry[]>()
  const [lastCall, setLastCall] = createSignal<Outcome<unknown>>()
  const [seen, setSeen] = createSignal<Outcome<SeenToken>>()

  async function loadEntries(): Promise<void> {
    const outcome = await calendar.listEntries()
    if (outcome.body === undefined || lastCall() === undefined) setLastCall(outcome)
    if (outcome.body !== undefined) setEntries(outcome.body.events)
  }

  async function loadSeenToken(): Promise<void> {
    setSeen(await calendar.seeToken())
  }

  /** Answers with how it went, for the chip beside the to-do. */
  async function add(title: string): Promise<Outcome<CalendarEntry>> {
    const outcome = await calendar.addEntry(title)
    setLastCall(outcome)
    announce(outcome.body === undefined ? `Not added: ${outcome.message}` : `${title} is in your calendar`)
    if (outcome.body !== undefined) await loadEntries()
    return outcome
  }

  async function remove({ id, title }: CalendarEntry): Promise<void> {
    const outcome = await calendar.removeEntry(id)
    setLastCall(outcome)
    announce(outcome.message ?? `${title} is no longer in your calendar`)
    await loadEntries()
  }

  return { entries, lastCall, seen, loadEntries, loadSeenToken, add, remove, tryIdToken: calendar.tryIdToken }
}
