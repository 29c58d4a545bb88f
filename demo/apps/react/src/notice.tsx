import { useAuth } from 'latchkey/react'
import { REASONS } from '../../../app/explanations'

/** Why nobody is signed in, and what went wrong. */
export function Notice() {
  const { reason, error } = useAuth().state
  const sentence = reason && REASONS[reason]

  return (
    <section
      className="notice"
      data-testid="notice"
      data-kind={error ? 'bad' : 'plain'}
      data-reason={reason}
      aria-live="polite"
      hidden={!sentence && !error}
    >
      {sentence && <p data-testid="reason">{sentence}</p>}
      {error && (
        <p data-testid="error">
          <span data-testid="error-message">{error.message}</span> <code data-testid="error-code">{error.code}</code>
        </p>
      )}
    </section>
  )
}
