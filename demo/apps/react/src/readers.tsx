import type { Outcome, SeenToken } from '../../../app/calendar'
import { AccessToken } from './access-token'
import { IdToken } from './id-token'
import { IdTokenAttempt } from './id-token-attempt'
import { OpenedToken } from './opened-token'
import { useInspection } from './use-inspection'

interface ReadersProps {
  readonly seen: Outcome<SeenToken> | undefined
  /** When the provider hands out another kind of token. */
  readonly onSwitch: () => Promise<void>
}

/** What this app and what the calendar sees of the tokens. */
export function Readers({ seen, onSwitch }: ReadersProps) {
  const inspection = useInspection()
  return (
    <section className="readers" aria-labelledby="readers-title">
      <h2 id="readers-title" className="title">
        Two tokens, two readers
      </h2>
      <div className="grid">
        <p className="column first" id="app-sees">
          This app sees
        </p>
        <p className="column second" id="calendar-sees-label">
          The calendar sees
        </p>
        <IdToken checks={inspection?.idToken?.checks ?? []} />
        <IdTokenAttempt />
        <AccessToken token={inspection?.tokens.calendar} />
        <OpenedToken seen={seen} onSwitch={onSwitch} />
      </div>
    </section>
  )
}
