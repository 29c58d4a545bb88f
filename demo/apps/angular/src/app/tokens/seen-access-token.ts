import { Component, computed, inject } from '@angular/core'
import { toSource } from '../../../../../app/access-token-format'
import { toFields } from '../../../../../app/fields'
import { CalendarStore } from '../calendar/calendar-store'
import { Icon } from '../icon'
import { Fields } from './fields'

/** The opened envelope: what the calendar reads in the access token, whatever its format. */
@Component({
  selector: 'app-seen-access-token',
  imports: [Fields, Icon],
  template: `
    <article class="envelope other open" aria-labelledby="calendar-sees-label access-token-calendar-title">
      <p class="reader">The calendar sees</p>
      <h3 id="access-token-calendar-title"><svg appIcon="envelope"></svg>Access token<small>opened</small></h3>
      <fieldset class="switch">
        <legend>The provider hands out</legend>
        @for (format of formats; track format.value) {
          <label>
            <input
              type="radio"
              name="format"
              [value]="format.value"
              [attr.data-testid]="'format-' + format.value"
              [checked]="seen()?.format === format.value"
              (change)="store.chooseFormat(format.value)"
            >
            <span>{{ format.label }}</span>
          </label>
        }
      </fieldset>
      <p class="hint">Switch it: this side changes, and nothing in the app does.</p>
      <div data-testid="calendar-sees" [attr.data-format]="seen()?.format">
        @if (seen(); as seen) {
          <p class="hint">{{ seen.source }}</p>
          @if (seen.header; as header) {
            <section><h4>Header</h4><dl [appFields]="header"></dl></section>
          }
          <section><h4>{{ seen.header ? 'Claims' : 'Answer' }}</h4><dl [appFields]="seen.claims"></dl></section>
          <h4>Checks it made</h4>
          <ul class="checks">
            @for (check of seen.checks; track check) {
              <li><svg appIcon="check"></svg><span>{{ check }}</span></li>
            }
          </ul>
        } @else {
          <p class="sentence">{{ store.seenToken()?.message }}</p>
        }
      </div>
    </article>
  `,
})
export class SeenAccessToken {
  protected readonly store = inject(CalendarStore)
  protected readonly seen = computed(() => {
    const seen = this.store.seenToken()?.body
    if (!seen) return undefined
    const { format, header, claims, checks } = seen
    return { format, source: toSource(seen), header: header && toFields(header), claims: toFields(claims), checks }
  })
  protected readonly formats = [
    { value: 'jwt', label: 'JWT' },
    { value: 'reference', label: 'Reference' },
  ] as const
}
