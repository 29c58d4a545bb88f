import { useAuth } from 'latchkey/react'
import { useState } from 'react'
import { type Attempt, createCalendar, type Outcome } from '../../../app/calendar'
import { useAnnounce } from './announcer'
import { Chip } from './chip'
import { Icon } from './icon'

/** What the calendar does with an ID token. */
export function IdTokenAttempt() {
  const { fetch } = useAuth()
  const announce = useAnnounce()
  const [outcome, setOutcome] = useState<Outcome<Attempt>>()

  async function show(): Promise<void> {
    const next = await createCalendar(fetch).tryIdToken()
    setOutcome(next)
    const { status = 'nothing', message } = next.body ?? next
    announce(`The calendar answered ${status}: ${message}`)
  }

  return (
    <article className="badge other" aria-labelledby="calendar-sees-label id-token-calendar-title">
      <p className="reader">The calendar sees</p>
      <h3 id="id-token-calendar-title">
        <Icon name="badge" />
        ID token<small>not for the calendar</small>
      </h3>
      <p>
        latchkey never hands out the ID token, so the calendar fetches one of yours from the provider and shows it to
        itself.
      </p>
      <button type="button" className="button" data-testid="show-id-token" onClick={show}>
        Show the calendar my ID token
      </button>
      {outcome && <Verdict outcome={outcome} />}
    </article>
  )
}

function Verdict({ outcome }: { readonly outcome: Outcome<Attempt> }) {
  const { body } = outcome
  return (
    <div className="verdict" data-testid="id-token-result">
      <p>
        <Chip outcome={body ?? outcome} testId="id-token-status" /> <code>{body?.request}</code>
      </p>
      <p className="sentence" data-testid="id-token-sentence">
        {body?.message ?? outcome.message}
      </p>
      {body && (
        <p className="raw">
          <code data-testid="id-token-challenge">WWW-Authenticate: {body.challenge}</code>
        </p>
      )}
    </div>
  )
}
