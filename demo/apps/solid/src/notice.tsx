import { useAuth } from 'latchkey/solid'
import { Show } from 'solid-js'
import { REASONS } from '../../../app/explanations.js'

/** Why nobody is signed in, and what went wrong. */
export function Notice() {
  const { state } = useAuth()
  const error = () => state().error
  const sentence = () => REASONS[state().reason ?? 'none']

  return (
    <section
      class="notice"
      data-testid="notice"
      data-kind={error() ? 'bad' : 'plain'}
      data-reason={state().reason}
      aria-live="polite"
      hidden={!sentence() && !error()}
    >
      <Show when={sentence()}>
        <p data-testid="reason">{sentence()}</p>
      </Show>
      <Show when={error()}>
        {(problem) => (
          <p data-testid="error">
            <span data-testid="error-message">{problem().message}</span>{' '}
            <code data-testid="error-code">{problem().code}</code>
          </p>
        )}
      </Show>
    </section>
  )
}
