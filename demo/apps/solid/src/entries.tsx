import { createEffect, For, Show } from 'solid-js'
import { type CalendarEntry, toStart } from '../../../app/calendar.js'
import { Icon } from './icon.jsx'
import type { UserCalendar } from './user-calendar.jsx'

export function Entries(props: { calendar: UserCalendar; onRefresh: () => void }) {
  let refreshButton!: HTMLButtonElement

  createEffect(() => void props.calendar.loadEntries())

  async function remove(entry: CalendarEntry) {
    await props.calendar.remove(entry)
    refreshButton.focus()
  }

  return (
    <>
      <div class="card-head">
        <h2 id="calendar-title">Your calendar</h2>
        <button
          type="button"
          class="button small"
          data-testid="calendar-refresh"
          ref={refreshButton}
          onClick={props.onRefresh}
        >
          Refresh
        </button>
      </div>
      <ul class="rows" data-testid="calendar-entries">
        <For each={props.calendar.entries()}>{(entry) => <Entry entry={entry} onRemove={() => remove(entry)} />}</For>
      </ul>
      <Show when={props.calendar.entries()?.length === 0}>
        <p class="empty">No entries yet. Add one from your list.</p>
      </Show>
    </>
  )
}

function Entry(props: { entry: CalendarEntry; onRemove: () => void }) {
  return (
    <li class="row" data-testid="calendar-entry">
      <span class="row-main">
        <time datetime={props.entry.start}>{toStart(props.entry)}</time>
        <span>{props.entry.title}</span>
      </span>
      <span class="row-actions">
        <button
          type="button"
          class="button small bare"
          data-testid="entry-remove"
          aria-label={`Remove ${props.entry.title} from calendar`}
          onClick={props.onRemove}
        >
          <Icon name="bin" />
        </button>
      </span>
    </li>
  )
}
