import { startTransition, useOptimistic } from 'react'
import { chooseFormat, toSource } from '../../../app/access-token-format'
import type { Outcome, SeenToken } from '../../../app/calendar'
import { toFields } from '../../../app/fields'
import { useAnnounce } from './announcer'
import { Fields } from './fields'
import { Icon } from './icon'

const FORMATS = { jwt: 'JWT', reference: 'Reference' } as const

interface OpenedTokenProps {
  readonly seen: Outcome<SeenToken> | undefined
  readonly onSwitch: () => Promise<void>
}

/** What the calendar reads in the envelope, and the provider's switch for what is in there. */
export function OpenedToken({ seen, onSwitch }: OpenedTokenProps) {
  const announce = useAnnounce()
  const [chosen, setChosen] = useOptimistic(seen?.body?.format)

  function choose(format: SeenToken['format']): void {
    startTransition(async () => {
      setChosen(format)
      const sentence = await chooseFormat(format)
      await onSwitch()
      announce(sentence)
    })
  }

  return (
    <article className="envelope other open" aria-labelledby="calendar-sees-label access-token-calendar-title">
      <p className="reader">The calendar sees</p>
      <h3 id="access-token-calendar-title">
        <Icon name="envelope" />
        Access token<small>opened</small>
      </h3>
      <fieldset className="switch">
        <legend>The provider hands out</legend>
        {(['jwt', 'reference'] as const).map((format) => (
          <label key={format}>
            <input
              type="radio"
              name="format"
              value={format}
              data-testid={`format-${format}`}
              checked={chosen === format}
              onChange={() => choose(format)}
            />
            <span>{FORMATS[format]}</span>
          </label>
        ))}
      </fieldset>
      <p className="hint">Switch it: this side changes, and nothing in the app does.</p>
      <div data-testid="calendar-sees" data-format={seen?.body?.format}>
        {seen?.body ? <Letter token={seen.body} /> : <p className="sentence">{seen?.message}</p>}
      </div>
    </article>
  )
}

function Letter({ token }: { readonly token: SeenToken }) {
  const { header, claims, checks } = token
  return (
    <>
      <p className="hint">{toSource(token)}</p>
      {header && (
        <section>
          <h4>Header</h4>
          <Fields fields={toFields(header)} />
        </section>
      )}
      <section>
        <h4>{header ? 'Claims' : 'Answer'}</h4>
        <Fields fields={toFields(claims)} />
      </section>
      <h4>Checks it made</h4>
      <ul className="checks">
        {checks.map((check) => (
          <li key={check}>
            <Icon name="check" />
            <span>{check}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
