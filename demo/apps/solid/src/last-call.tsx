import { useAuth } from 'latchkey/solid'
import { Show } from 'solid-js'
import { Chip } from './chip.jsx'
import { Icon } from './icon.jsx'
import type { UserCalendar } from './user-calendar.jsx'

/** How the last call of the calendar went. */
export function LastCall(props: { calendar: UserCalendar }) {
  const { signIn } = useAuth()

  return (
    <Show when={props.calendar.lastCall()}>
      {(call) => (
        <>
          <p class="last">
            <Icon name="envelope" teal />
            <code>{call().request}</code>
            <Chip status={call().status} testid="calendar-result" />
            <span data-testid="calendar-message">
              {call().code ? `${call().message} (${call().code})` : call().message}
            </span>
          </p>
          <Show when={call().status === 403}>
            <button
              type="button"
              class="button small"
              data-testid="ask-scope"
              onClick={() => signIn({ prompt: 'consent' })}
            >
              Ask for this permission
            </button>
          </Show>
        </>
      )}
    </Show>
  )
}
