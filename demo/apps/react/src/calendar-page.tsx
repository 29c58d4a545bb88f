import { useAuth } from 'latchkey/react'
import { Entries } from './entries'
import { LastCall } from './last-call'
import { useCalendar } from './use-calendar'

export function CalendarPage() {
  const { user } = useAuth()
  return user && <UserCalendar key={user.sub} />
}

function UserCalendar() {
  const calendar = useCalendar()
  return (
    <section className="card" id="list" aria-labelledby="calendar-title" tabIndex={-1}>
      <Entries calendar={calendar} onRefresh={calendar.load} />
      <LastCall outcome={calendar.lastCall} />
    </section>
  )
}
