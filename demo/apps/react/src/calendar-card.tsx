import { useAuth } from 'latchkey/react'
import { SCOPES } from '../../../app/explanations'
import { Entries } from './entries'
import { Icon } from './icon'
import { LastCall } from './last-call'
import type { UserCalendar } from './use-calendar'

interface CalendarCardProps {
  readonly calendar: UserCalendar
  readonly onRefresh: () => Promise<unknown>
}

/** The calendar: its entries, and what it was allowed. */
export function CalendarCard({ calendar, onRefresh }: CalendarCardProps) {
  const { state, signIn } = useAuth()
  return (
    <section className="card" aria-labelledby="calendar-title">
      <Entries calendar={calendar} onRefresh={onRefresh} />
      <LastCall outcome={calendar.lastCall} />
      {calendar.lastCall?.status === 403 && (
        <button
          type="button"
          className="button small"
          data-testid="ask-scope"
          onClick={() => signIn({ prompt: 'consent' })}
        >
          Ask for this permission
        </button>
      )}
      <h3>What you allowed</h3>
      <ul className="scopes" data-testid="scopes">
        {SCOPES.map((scope) => (
          <Scope key={scope} name={scope} isGranted={state.scopes?.calendar?.includes(scope) ?? false} />
        ))}
      </ul>
    </section>
  )
}

function Scope({ name, isGranted }: { readonly name: string; readonly isGranted: boolean }) {
  return (
    <li className="scope" data-scope={name} data-granted={isGranted}>
      <Icon name={isGranted ? 'check' : 'dot'} />
      <code>{name}</code>
      <span className="aside-voice">{isGranted ? 'granted' : 'not granted'}</span>
    </li>
  )
}
