import type { Outcome } from '../../../app/calendar'
import { toStatusChip } from '../../../app/status-chip'

/** How a call was answered; a request that never got an answer is `not sent`. */
export function Chip({
  outcome,
  testId,
}: {
  readonly outcome: Pick<Outcome<unknown>, 'status'>
  readonly testId: string
}) {
  const { text, status, kind } = toStatusChip(outcome.status)
  return (
    <span className="chip" data-testid={testId} data-status={status} data-kind={kind}>
      {text}
    </span>
  )
}
