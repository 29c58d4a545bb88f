import { Component, DestroyRef, inject, signal } from '@angular/core'
import { clock } from '../../../../app/clock'
import { ENTRIES_KEPT, type LogEntry, toLogEntry } from '../../../../app/log-entries'
import { auth } from './auth'
import { Icon } from './icon'

/** The events of latchkey as they come, newest first. */
@Component({
  selector: 'app-log',
  imports: [Icon],
  template: `
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title" class="title">What latchkey does</h2>
      <ol id="log" data-testid="log" aria-labelledby="log-title">
        @for (entry of entries(); track entry) {
          <li [attr.data-event]="entry.type">
            <time>{{ clock(entry.time) }}</time>
            <svg [appIcon]="entry.carriesToken ? 'envelope' : 'dot'" [class.teal]="entry.carriesToken"></svg>
            <strong>{{ entry.type }}</strong>
            <span class="details">
              @for (detail of entry.details; track detail.name) {
                <span><i>{{ detail.name }} </i><code>{{ detail.text }}</code></span>
              }
            </span>
          </li>
        }
      </ol>
    </section>
  `,
})
export class Log {
  protected readonly clock = clock
  protected readonly entries = signal<readonly LogEntry[]>([])

  constructor() {
    const stop = auth.on('*', (event) =>
      this.entries.update((entries) => [toLogEntry(event), ...entries].slice(0, ENTRIES_KEPT)),
    )
    inject(DestroyRef).onDestroy(stop)
  }
}
