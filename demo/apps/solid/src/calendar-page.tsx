import { useNavigate } from '@solidjs/router'
import { useRequireUser } from 'latchkey/solid'
import { Show } from 'solid-js'
import { Entries } from './entries.jsx'
import { LastCall } from './last-call.jsx'
import { useUserCalendar } from './user-calendar.jsx'

/** For signed-in users: whoever opens it is asked to sign in, and comes back here. */
export function CalendarPage() {
  const calendar = useUserCalendar()
  // Here and not in the route's preload, which runs for a pointer over the link, too. What goes wrong, the notice shows.
  useRequireUser(useNavigate(), { signedOut: '/' })

  return (
    <Show when={calendar()}>
      {(one) => (
        <section class="card" id="list" aria-labelledby="calendar-title" tabindex="-1">
          <Entries calendar={one()} onRefresh={() => one().loadEntries()} />
          <LastCall calendar={one()} />
        </section>
      )}
    </Show>
  )
}
