import { useRef } from 'react'
import { type CalendarEntry, toStart } from '../../../app/calendar'
import { Icon } from './icon'
import type { UserCalendar } from './use-calendar'

interface EntriesProps {
  readonly calendar: UserCalendar
  readonly onRefresh: () => Promise<unknown>
}

export function Entries({ calendar: { entries, remove }, onRefresh }: EntriesProps) {
  const refresh = useRef<HTMLButtonElement>(null)

  async function removeAndStay(entry: CalendarEntry): Promise<void> {
    await remove(entry)
    // The focused button is gone.
    refresh.current?.focus()
  }

  return (
    <>
      <div className="card-head">
        <h2 id="calendar-title">Your calendar</h2>
        <button
          ref={refresh}
          type="button"
          className="button small"
          data-testid="calendar-refresh"
          onClick={() => onRefresh()}
        >
          Refresh
        </button>
      </div>
      <ul className="rows" data-testid="calendar-entries">
        {entries?.map((entry) => (
          <li key={entry.id} className="row" data-testid="calendar-entry">
            <span className="row-main">
              <time dateTime={entry.start}>{toStart(entry)}</time>
              <span>{entry.title}</span>
            </span>
            <span className="row-actions">
              <button
                type="button"
                className="button small bare"
                data-testid="entry-remove"
                aria-label={`Remove ${entry.title} from calendar`}
                onClick={() => removeAndStay(entry)}
              >
                <Icon name="bin" />
              </button>
            </span>
          </li>
        ))}
      </ul>
      {entries?.length === 0 && <p className="empty">No entries yet. Add one from your list.</p>}
    </>
  )
}
