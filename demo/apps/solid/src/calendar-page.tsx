import { useNavigate } from '@solidjs/router'
import { isAuthError } from 'latchkey'
import { onCleanup, onMount, Show } from 'solid-js'
import { auth } from './auth.js'
import { Entries } from './entries.jsx'
import { LastCall } from './last-call.jsx'
import { useUserCalendar } from './user-calendar.jsx'

/** For signed-in users: whoever opens it is asked to sign in, and comes back here. */
export function CalendarPage() {
  const calendar = useUserCalendar()
  const navigate = useNavigate()
  const gone = new AbortController()
  onCleanup(() => gone.abort())

  // Here and not in the route's preload, which runs for a pointer over the link, too.
  onMount(async () => {
    try {
      await auth.requireUser({ signal: gone.signal })
    } catch (error) {
      if (!isAuthError(error)) throw error
      // After a sign-out nobody is asked until they act. What else went wrong, the notice shows.
      if (error.code === 'sign-in-required') navigate('/', { replace: true })
    }
  })

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
