import { Component, computed, inject } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { SCOPES } from '../../../../../app/explanations'
import { Icon } from '../icon'
import { StatusChip } from '../status-chip'
import { CalendarStore } from './calendar-store'
import { Entries } from './entries'

/** The calendar: its entries, how the last call ended, and what it was allowed. */
@Component({
  selector: 'app-calendar-card',
  imports: [Entries, Icon, StatusChip],
  template: `
    <section class="card" aria-labelledby="calendar-title">
      <div class="card-head">
        <h2 id="calendar-title">Your calendar</h2>
        <button #refresh type="button" class="button small" data-testid="calendar-refresh" (click)="store.refresh()">
          Refresh
        </button>
      </div>
      <ul app-entries (removed)="refresh.focus()"></ul>
      @if (store.entries()?.length === 0) {
        <p class="empty">No entries yet. Add one from your list.</p>
      }
      @if (store.lastCall(); as call) {
        <p class="last">
          <svg appIcon="envelope" class="teal"></svg><code>{{ call.request }}</code>
          <app-status-chip data-testid="calendar-result" [status]="call.status" />
          <span data-testid="calendar-message">{{ call.message }}{{ call.code ? ' (' + call.code + ')' : '' }}</span>
        </p>
        @if (call.status === 403) {
          <button
            type="button"
            class="button small"
            data-testid="ask-scope"
            (click)="auth.signIn({ prompt: 'consent' })"
          >
            Ask for this permission
          </button>
        }
      }
      <h3>What you allowed</h3>
      <ul class="scopes" data-testid="scopes">
        @for (scope of scopes(); track scope.name) {
          <li class="scope" [attr.data-scope]="scope.name" [attr.data-granted]="scope.granted">
            <svg [appIcon]="scope.granted ? 'check' : 'dot'"></svg>
            <code>{{ scope.name }}</code>
            <span class="aside-voice">{{ scope.granted ? 'granted' : 'not granted' }}</span>
          </li>
        }
      </ul>
    </section>
  `,
})
export class CalendarCard {
  protected readonly auth = injectAuth()
  protected readonly store = inject(CalendarStore)
  protected readonly scopes = computed(() => {
    const granted = this.auth.state().scopes?.calendar ?? []
    return SCOPES.map((name) => ({ name, granted: granted.includes(name) }))
  })
}
