import type { TokenInspection } from 'latchkey'
import { createSignal, For, onCleanup } from 'solid-js'
import { toRemainder } from '../../../app/clock.js'
import { Flap, Icon } from './icon.jsx'

const SECOND_MILLISECONDS = 1000

export function AccessToken(props: { token: TokenInspection | undefined }) {
  const from = Date.now()
  const [now, setNow] = createSignal(from)
  const timer = setInterval(() => setNow(Date.now()), SECOND_MILLISECONDS)
  onCleanup(() => clearInterval(timer))
  const left = () => {
    const until = props.token?.expiresAt
    return until === undefined ? undefined : toRemainder({ from, until }, now())
  }

  return (
    <article class="envelope object" aria-labelledby="app-sees access-token-title">
      <Flap />
      <p class="reader">This app sees</p>
      <h3 id="access-token-title">
        <Icon name="envelope" />
        Access token<small>sealed, for the calendar</small>
      </h3>
      <dl class="facts">
        <div>
          <dt>Length</dt>
          <dd>
            <span data-testid="token-length">{props.token?.length ?? 'no'}</span> characters
          </dd>
        </div>
        <div>
          <dt>Fingerprint</dt>
          <dd>
            <code data-testid="token-fingerprint">{props.token?.fingerprint}</code>
          </dd>
        </div>
        <div>
          <dt>Scopes</dt>
          <dd id="token-scopes" data-testid="token-scopes">
            <For each={props.token?.scopes}>{(scope) => <code>{scope}</code>}</For>
          </dd>
        </div>
        <div>
          <dt>Time left</dt>
          <dd>
            <span data-testid="countdown" data-seconds={left()?.seconds}>
              {left()?.text ?? 'not known'}
            </span>
          </dd>
        </div>
      </dl>
      <progress max="1" value={left()?.share ?? 0} aria-label="Time left of the access token" />
      <p class="hint">More is not known here: latchkey never opens it, and gives it to nobody but the calendar.</p>
    </article>
  )
}
