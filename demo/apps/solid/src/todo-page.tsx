import { useAuth } from 'latchkey/solid'
import { Show } from 'solid-js'
import { CalendarCard } from './calendar-card.jsx'
import { Hero } from './hero.jsx'
import { Log } from './log.jsx'
import { Readers } from './readers.jsx'
import { TodoList } from './todo-list.jsx'
import { useUserCalendar } from './user-calendar.jsx'

export function TodoPage() {
  const { status } = useAuth()
  const calendar = useUserCalendar()

  return (
    <>
      <Show when={status() === 'signed-out'}>
        <Hero />
      </Show>
      <div class="work">
        <TodoList />
        <Show when={calendar()}>{(one) => <CalendarCard calendar={one()} />}</Show>
      </div>
      <Show when={calendar()}>{(one) => <Readers calendar={one()} />}</Show>
      <Log />
    </>
  )
}
