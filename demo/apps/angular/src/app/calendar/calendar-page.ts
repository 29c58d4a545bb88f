import { Component, inject } from '@angular/core'
import { RouterLink } from '@angular/router'
import { CalendarStore } from './calendar-store'
import { Entries } from './entries'

/** The entries alone, behind the guard. */
@Component({
  selector: 'app-calendar-page',
  imports: [Entries, RouterLink],
  template: `
    <section #card class="card" id="list" aria-labelledby="calendar-title" tabindex="-1">
      <div class="card-head">
        <h2 id="calendar-title">Your calendar</h2>
        <a class="button small" routerLink="/">To the list</a>
      </div>
      <ul app-entries (removed)="card.focus()"></ul>
      @if (store.entries()?.length === 0) {
        <p class="empty">No entries yet. Add one from your list.</p>
      }
    </section>
  `,
})
export class CalendarPage {
  protected readonly store = inject(CalendarStore)
}
