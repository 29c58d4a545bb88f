import { For } from 'solid-js'
import { clock } from '../../../app/clock.js'
import type { LogEntry } from '../../../app/log-entries.js'
import { events } from './events.js'
import { Icon } from './icon.jsx'

export function Log() {
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title" class="title">
        What latchkey does
      </h2>
      <ol id="log" data-testid="log" aria-labelledby="log-title">
        <For each={events()}>{(event) => <Row event={event} />}</For>
      </ol>
    </section>
  )
}

function Row(props: { event: LogEntry }) {
  return (
    <li data-event={props.event.type}>
      <time>{clock(props.event.time)}</time>
      <Icon name={props.event.carriesToken ? 'envelope' : 'dot'} teal={props.event.carriesToken} />
      <strong>{props.event.type}</strong>
      <span class="details">
        <For each={props.event.details}>
          {({ name, text }) => (
            <span>
              <i>{name}</i> <code>{text}</code>
            </span>
          )}
        </For>
      </span>
    </li>
  )
}
