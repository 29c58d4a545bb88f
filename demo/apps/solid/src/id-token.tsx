import { useAuth } from 'latchkey/solid'
import { For } from 'solid-js'
import { MEANINGS } from '../../../app/explanations.js'
import { toClaims } from '../../../app/fields.js'
import { Claims } from './claims.jsx'
import { Icon } from './icon.jsx'

export function IdToken(props: { checks: readonly string[] }) {
  const { user } = useAuth()

  return (
    <article class="badge object" aria-labelledby="app-sees id-token-title">
      <span class="slot" />
      <p class="reader">This app sees</p>
      <h3 id="id-token-title">
        <Icon name="badge" />
        ID token<small>says who signed in</small>
      </h3>
      <Claims fields={toClaims(user() ?? {})} testid="claims" />
      <h4>Checks it passed</h4>
      <ul class="checks" id="checks" data-testid="checks">
        <For each={props.checks}>
          {(check) => (
            <li data-testid="check" data-check={check}>
              <Icon name="check" />
              <span>
                <code>{check}</code> {MEANINGS[check]}
              </span>
            </li>
          )}
        </For>
      </ul>
    </article>
  )
}
