import { useAuth } from 'latchkey/react'
import { MEANINGS } from '../../../app/explanations'
import { toClaims } from '../../../app/fields'
import { Fields } from './fields'
import { Icon } from './icon'

/** The badge: who signed in, and the checks that it passed. */
export function IdToken({ checks }: { readonly checks: readonly string[] }) {
  const { user } = useAuth()
  return (
    <article className="badge object" aria-labelledby="app-sees id-token-title">
      <span className="slot" />
      <p className="reader">This app sees</p>
      <h3 id="id-token-title">
        <Icon name="badge" />
        ID token<small>says who signed in</small>
      </h3>
      <Fields fields={toClaims(user ?? {})} testId="claims" />
      <h4>Checks it passed</h4>
      <ul className="checks" id="checks" data-testid="checks">
        {checks.map((check) => (
          <li key={check} data-testid="check" data-check={check}>
            <Icon name="check" />
            <span>
              <code>{check}</code> {MEANINGS[check]}
            </span>
          </li>
        ))}
      </ul>
    </article>
  )
}
