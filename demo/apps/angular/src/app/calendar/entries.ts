import { Component, inject, output } from '@angular/core'
import { type CalendarEntry, toStart } from '../../../../../app/calendar'
import { Icon } from '../icon'
import { CalendarStore } from './calendar-store'

/** The entries of the calendar, once they are known. */
@Component({
  selector: 'ul[app-entries]',
  imports: [Icon],
  template: `
    @for (entry of store.entries(); track entry.id) {
      <li class="row" data-testid="calendar-entry">
        <span class="row-main">
          <time [attr.datetime]="entry.start">{{ toStart(entry) }}</time>
          <span>{{ entry.title }}</span>
        </span>
        <span class="row-actions">
          <button
            type="button"
            class="button small bare"
            data-testid="entry-remove"
            [attr.aria-label]="'Remove ' + entry.title + ' from calendar'"
            (click)="remove(entry)"
          >
            <svg appIcon="bin"></svg>
          </button>
        </span>
      </li>
    }
  `,
  host: { class: 'rows', 'data-testid': 'calendar-entries' },
})
export class Entries {
  /** The button that had the focus is gone. */
  readonly removed = output()
  protected readonly toStart = toStart
  protected readonly store = inject(CalendarStore)

  protected async remove(entry: CalendarEntry): Promise<void> {
    await this.store.remove(entry)
    this.removed.emit()
  }
}
