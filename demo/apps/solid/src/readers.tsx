import type { Inspection } from 'latchkey'
import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import { AccessToken } from './access-token.jsx'
import { auth } from './auth.js'
import { IdToken } from './id-token.jsx'
import { IdTokenAttempt } from './id-token-attempt.jsx'
import { SeenToken } from './seen-token.jsx'
import type { UserCalendar } from './user-calendar.jsx'

export function Readers(props: { calendar: UserCalendar }) {
  const [inspection, setInspection] = createSignal<Inspection<'calendar'>>()
  const token = () => inspection()?.tokens.calendar

  // Read again after everything that may have changed the tokens.
  onMount(() => {
    const inspect = async () => setInspection(await auth.inspect())
    const stops = [auth.subscribe(inspect), auth.on('renewal', inspect), auth.on('request', inspect)]
    onCleanup(() => {
      for (const stop of stops) stop()
    })
  })

  return (
    <section class="readers" aria-labelledby="readers-title">
      <h2 id="readers-title" class="title">
        Two tokens, two readers
      </h2>
      <div class="grid">
        <p class="column first" id="app-sees">
          This app sees
        </p>
        <p class="column second" id="calendar-sees-label">
          The calendar sees
        </p>
        <IdToken checks={inspection()?.idToken?.checks ?? []} />
        <IdTokenAttempt calendar={props.calendar} />
        {/* Another token, another time to count down from. */}
        <Show when={token()?.fingerprint ?? 'none'} keyed>
          {(_fingerprint) => <AccessToken token={token()} />}
        </Show>
        <SeenToken calendar={props.calendar} />
      </div>
    </section>
  )
}
