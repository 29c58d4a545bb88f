import type { TokenInspection } from 'latchkey'
import { useEffect, useState } from 'react'
import { toRemainder } from '../../../app/clock'
import { Flap, Icon } from './icon'

const SECOND_MILLISECONDS = 1000

/** The envelope: what can be said of it without opening it. */
export function AccessToken({ token }: { readonly token: TokenInspection | undefined }) {
  return (
    <article className="envelope object" aria-labelledby="app-sees access-token-title">
      <Flap />
      <p className="reader">This app sees</p>
      <h3 id="access-token-title">
        <Icon name="envelope" />
        Access token<small>sealed, for the calendar</small>
      </h3>
      {/* Another token has another life. */}
      <Facts key={token?.fingerprint} token={token} />
      <p className="hint">More is not known here: latchkey never opens it, and gives it to nobody but the calendar.</p>
    </article>
  )
}

function Facts({ token }: { readonly token: TokenInspection | undefined }) {
  const [from] = useState(() => Date.now())
  const time = useTime()
  const left = token?.expiresAt === undefined ? undefined : toRemainder({ from, until: token.expiresAt }, time)
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Length</dt>
          <dd>
            <span data-testid="token-length">{token?.length ?? 'no'}</span> characters
          </dd>
        </div>
        <div>
          <dt>Fingerprint</dt>
          <dd>
            <code data-testid="token-fingerprint">{token?.fingerprint}</code>
          </dd>
        </div>
        <div>
          <dt>Scopes</dt>
          <dd id="token-scopes" data-testid="token-scopes">
            {token?.scopes.map((scope) => (
              <code key={scope}>{scope}</code>
            ))}
          </dd>
        </div>
        <div>
          <dt>Time left</dt>
          <dd>
            <span data-testid="countdown" data-seconds={left?.seconds}>
              {left?.text ?? 'not known'}
            </span>
          </dd>
        </div>
      </dl>
      <progress max="1" value={left?.share ?? 0} aria-label="Time left of the access token" />
    </>
  )
}

/** The time, every second. */
function useTime(): number {
  const [time, setTime] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), SECOND_MILLISECONDS)
    return () => clearInterval(timer)
  }, [])
  return time
}
