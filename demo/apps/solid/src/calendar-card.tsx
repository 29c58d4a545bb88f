import { useAuth } from 'latchkey/solid'
import { For } from 'solid-js'
import { SCOPES } from '../../../app/explanations.js'
import { Entries } from './entries.jsx'
import { Icon } from './icon.jsx'
import { LastCall } from './last-call.jsx'
import type { UserCalendar } from './user-calendar.jsx'

export function CalendarCard(props: { calendar: UserCalendar }) {
  const { state } = useAuth()

  function refresh() {
    props.calendar.loadEntries()
    props.calendar.loadSeenToken()
  }

  return (
    <section class="card" aria-labelledby="calendar-title">
      <Entries calendar={props.calendar} onRefresh={refresh} />
      <LastCall calendar={props.calendar} />
      <h3>What you allowed</h3>
      <ul class="scopes" data-testid="scopes">
        <For each={SCOPES}>
          {(scope) => {
            const isGranted = () => state().scopes?.calendar?.includes(scope) ?? false
            return (
              <li class="scope" data-scope={scope} data-granted={isGranted()}>
                <Icon name={isGranted() ? 'check' : 'dot'} />
                <code>{scope}</code>
                <span class="aside-voice">{isGranted() ? 'granted' : 'not granted'}</span>
              </li>
            )
          }}
        </For>
      </ul>
    </section>
  )
}
