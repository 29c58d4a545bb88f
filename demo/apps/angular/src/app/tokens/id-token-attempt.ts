import { Component, inject } from '@angular/core'
import { CalendarStore } from '../calendar/calendar-store'
import { Icon } from '../icon'
import { StatusChip } from '../status-chip'

/** What the calendar says to an ID token. */
@Component({
  selector: 'app-id-token-attempt',
  imports: [Icon, StatusChip],
  template: `
    <article class="badge other" aria-labelledby="calendar-sees-label id-token-calendar-title">
      <p class="reader">The calendar sees</p>
      <h3 id="id-token-calendar-title"><svg appIcon="badge"></svg>ID token<small>not for the calendar</small></h3>
      <p>
        latchkey never hands out the ID token, so the calendar fetches one of yours from the provider and shows it to
        itself.
      </p>
      <button type="button" class="button" data-testid="show-id-token" (click)="store.tryIdToken()">
        Show the calendar my ID token
      </button>
      @if (store.idTokenAttempt(); as outcome) {
        <div class="verdict" data-testid="id-token-result">
          <p>
            <app-status-chip data-testid="id-token-status" [status]="outcome.body?.status ?? outcome.status" />&ngsp;
            <code>{{ outcome.body?.request }}</code>
          </p>
          <p class="sentence" data-testid="id-token-sentence">{{ outcome.body?.message ?? outcome.message }}</p>
          @if (outcome.body; as attempt) {
            <p class="raw"><code data-testid="id-token-challenge">WWW-Authenticate: {{ attempt.challenge }}</code></p>
          }
        </div>
      }
    </article>
  `,
})
export class IdTokenAttempt {
  protected readonly store = inject(CalendarStore)
}
