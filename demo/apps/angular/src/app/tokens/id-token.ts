import { Component, computed, inject } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { MEANINGS } from '../../../../../app/explanations'
import { toClaims } from '../../../../../app/fields'
import { Icon } from '../icon'
import { Fields } from './fields'
import { Inspector } from './inspector'

/** The name badge: who signed in, as this app reads it. */
@Component({
  selector: 'app-id-token',
  imports: [Fields, Icon],
  template: `
    <article class="badge object" aria-labelledby="app-sees id-token-title">
      <span class="slot"></span>
      <p class="reader">This app sees</p>
      <h3 id="id-token-title"><svg appIcon="badge"></svg>ID token<small>says who signed in</small></h3>
      <dl data-testid="claims" [appFields]="claims()"></dl>
      <h4>Checks it passed</h4>
      <ul class="checks" id="checks" data-testid="checks">
        @for (check of checks(); track check.name) {
          <li data-testid="check" [attr.data-check]="check.name">
            <svg appIcon="check"></svg>
            <span><code>{{ check.name }}</code><span> {{ check.meaning }}</span></span>
          </li>
        }
      </ul>
    </article>
  `,
})
export class IdToken {
  private readonly auth = injectAuth()
  private readonly inspector = inject(Inspector)
  protected readonly claims = computed(() => toClaims(this.auth.user() ?? {}))
  protected readonly checks = computed(() => {
    const checks = this.inspector.inspection()?.idToken?.checks ?? []
    return checks.map((name) => ({ name, meaning: MEANINGS[name] }))
  })
}
