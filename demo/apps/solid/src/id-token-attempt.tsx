import { createSignal, Show } from 'solid-js'
import type { Attempt, Outcome } from '../../../app/calendar.js'
import { announce } from './announcer.js'
import { Chip } from './chip.jsx'
import { Icon } from './icon.jsx'
import type { UserCalendar } from './user-calendar.jsx'

export function IdTokenAttempt(props: { calendar: UserCalendar }) {
  const [outcome, setOutcome] = createSignal<Outcome<Attempt>>()

  async function show() {
    const { body, message = '' } = setOutcome(await props.calendar.tryIdToken())
    announce(`The calendar answered ${body?.status ?? 'nothing'}: ${body?.message ?? message}`)
  }

  return (
    <article class="badge other" aria-labelledby="calendar-sees-label id-token-calendar-title">
      <p class="reader">The calendar sees</p>
      <h3 id="id-token-calendar-title">
        <Icon name="badge" />
        ID token<small>not for the calendar</small>
      </h3>
      <p>
        latchkey never hands out the ID token, so the calendar fetches one of yours from the provider and shows it to
        itself.
      </p>
      <button type="button" class="button" data-testid="show-id-token" onClick={show}>
        Show the calendar my ID token
      </button>
      <Show when={outcome()}>{(shown) => <Verdict outcome={shown()} />}</Show>
    </article>
  )
}

function Verdict(props: { outcome: Outcome<Attempt> }) {
  const attempt = () => props.outcome.body

  return (
    <div class="verdict" data-testid="id-token-result">
      <p>
        <Chip status={attempt()?.status ?? props.outcome.status} testid="id-token-status" />{' '}
        <code>{attempt()?.request}</code>
      </p>
      <p class="sentence" data-testid="id-token-sentence">
        {attempt()?.message ?? props.outcome.message}
      </p>
      <p class="raw">
        <code data-testid="id-token-challenge">
          <Show when={attempt()}>{(made) => `WWW-Authenticate: ${made().challenge}`}</Show>
        </code>
      </p>
    </div>
  )
}
