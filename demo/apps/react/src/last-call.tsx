import type { Outcome } from '../../../app/calendar'
import { Chip } from './chip'
import { Icon } from './icon'

/** The call that was made last, and how it was answered. */
export function LastCall({ outcome }: { readonly outcome: Outcome<unknown> | undefined }) {
  if (!outcome) return null
  const { request, message, code } = outcome
  return (
    <p className="last">
      <Icon name="envelope" teal />
      <code>{request}</code>
      <Chip outcome={outcome} testId="calendar-result" />
      <span data-testid="calendar-message">{code ? `${message} (${code})` : message}</span>
    </p>
  )
}
