import { SignedIn, useAuth } from 'latchkey/react'
import { CalendarCard } from './calendar-card'
import { Hero } from './hero'
import { Log } from './log'
import { Readers } from './readers'
import { TodoList } from './todo-list'
import { useCalendar, useSeenToken } from './use-calendar'

export function TodoPage() {
  const { user } = useAuth()
  return (
    <>
      <SignedIn fallback={<Hero />} />
      {/* Nothing of one user is left for the next. */}
      <Work key={user?.sub} />
      <Log />
    </>
  )
}

function Work() {
  const calendar = useCalendar()
  const { seen, load } = useSeenToken()
  return (
    <>
      <div className="work">
        <TodoList onSend={calendar.add} />
        <SignedIn>
          <CalendarCard calendar={calendar} onRefresh={() => Promise.all([calendar.load(), load()])} />
        </SignedIn>
      </div>
      <SignedIn>
        <Readers seen={seen} onSwitch={load} />
      </SignedIn>
    </>
  )
}
