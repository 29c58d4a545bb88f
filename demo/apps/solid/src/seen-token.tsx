import { createEffect, For, Show } from 'solid-js'
import { chooseFormat, toSource } from '../../../app/access-token-format.js'
import type { SeenToken as Seen } from '../../../app/calendar.js'
import { toFields } from '../../../app/fields.js'
import { announce } from './announcer.js'
import { Claims } from './claims.jsx'
import { Icon } from './icon.jsx'
import type { UserCalendar } from './user-calendar.jsx'

const FORMATS = [
  ['jwt', 'JWT'],
  ['reference', 'Reference'],
] as const

export function SeenToken(props: { calendar: UserCalendar }) {
  const seen = () => props.calendar.seen()?.body

  createEffect(() => void props.calendar.loadSeenToken())

  async function choose(format: Seen['format']) {
    const sentence = await chooseFormat(format)
    await props.calendar.loadSeenToken()
    announce(sentence)
  }

  return (
    <article class="envelope other open" aria-labelledby="calendar-sees-label access-token-calendar-title">
      <p class="reader">The calendar sees</p>
      <h3 id="access-token-calendar-title">
        <Icon name="envelope" />
        Access token<small>opened</small>
      </h3>
      <fieldset class="switch">
        <legend>The provider hands out</legend>
        <For each={FORMATS}>
          {([format, label]) => (
            <label>
              <input
                type="radio"
                name="format"
                value={format}
                data-testid={`format-${format}`}
                checked={seen()?.format === format}
                onChange={() => choose(format)}
              />
              <span>{label}</span>
            </label>
          )}
        </For>
      </fieldset>
      <p class="hint">Switch it: this side changes, and nothing in the app does.</p>
      <div id="letter" data-testid="calendar-sees" data-format={seen()?.format}>
        <Show when={seen()} fallback={<p class="sentence">{props.calendar.seen()?.message}</p>}>
          {(token) => <Letter token={token()} />}
        </Show>
      </div>
    </article>
  )
}

function Letter(props: { token: Seen }) {
  return (
    <>
      <p class="hint">{toSource(props.token)}</p>
      <Show when={props.token.header}>
        {(header) => (
          <section>
            <h4>Header</h4>
            <Claims fields={toFields(header())} />
          </section>
        )}
      </Show>
      <section>
        <h4>{props.token.header ? 'Claims' : 'Answer'}</h4>
        <Claims fields={toFields(props.token.claims)} />
      </section>
      <h4>Checks it made</h4>
      <ul class="checks">
        <For each={props.token.checks}>
          {(check) => (
            <li>
              <Icon name="check" />
              <span>{check}</span>
            </li>
          )}
        </For>
      </ul>
    </>
  )
}
