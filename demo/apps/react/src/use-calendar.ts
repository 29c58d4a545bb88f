import { useAuth } from 'latchkey/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type CalendarEntry, createCalendar, type Outcome, type SeenToken } from '../../../app/calendar'
import { useAnnounce } from './announcer'

export interface UserCalendar {
  /** `undefined` until the calendar has answered. */
  readonly entries: readonly CalendarEntry[] | undefined
  /** The call that is told of: the last change, or the last that failed. */
  readonly lastCall: Outcome<unknown> | undefined
  readonly load: () => Promise<void>
  readonly add: (title: string) => Promise<Outcome<CalendarEntry>>
  readonly remove: (entry: CalendarEntry) => Promise<void>
}

/** The calendar of whoever is signed in. Used below a `key` of theirs, so that nothing of one user is left for the next. */
export function useCalendar(): UserCalendar {
  const { status, fetch } = useAuth()
  const announce = useAnnounce()
  const calendar = useMemo(() => createCalendar(fetch), [fetch])
  const [entries, setEntries] = useState<readonly CalendarEntry[]>()
  const [lastCall, setLastCall] = useState<Outcome<unknown>>()

  const load = useCallback(async () => {
    const outcome = await calendar.listEntries()
    setLastCall((last) => (outcome.body === undefined ? outcome : (last ?? outcome)))
    if (outcome.body) setEntries(outcome.body.events)
  }, [calendar])

  useEffect(() => {
    if (status === 'signed-in') void load()
  }, [status, load])

  async function add(title: string): Promise<Outcome<CalendarEntry>> {
    const outcome = await calendar.addEntry(title)
    setLastCall(outcome)
    announce(outcome.body ? `${title} is in your calendar` : `Not added: ${outcome.message}`)
    if (outcome.body) await load()
    return outcome
  }

  async function remove({ id, title }: CalendarEntry): Promise<void> {
    const outcome = await calendar.removeEntry(id)
    setLastCall(outcome)
    announce(outcome.message ?? `${title} is no longer in your calendar`)
    await load()
  }

  return { entries, lastCall, load, add, remove }
}

/** What the calendar sees of the access token. */
export function useSeenToken(): { readonly seen: Outcome<SeenToken> | undefined; readonly load: () => Promise<void> } {
  const { status, fetch } = useAuth()
  const [seen, setSeen] = useState<Outcome<SeenToken>>()

  const load = useCallback(async () => setSeen(await createCalendar(fetch).seeToken()), [fetch])

  useEffect(() => {
    if (status === 'signed-in') void load()
  }, [status, load])

  return { seen, load }
}
