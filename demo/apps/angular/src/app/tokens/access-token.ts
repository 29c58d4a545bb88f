import { Component, computed, DestroyRef, inject, signal } from '@angular/core'
import { toRemainder } from '../../../../../app/clock'
import { Icon } from '../icon'
import { Inspector } from './inspector'

const SECOND_MILLISECONDS = 1000

/** The sealed envelope: all that this app knows of the access token. */
@Component({
  selector: 'app-access-token',
  imports: [Icon],
  template: `
    <article class="envelope object" aria-labelledby="app-sees access-token-title">
      <svg class="flap" viewBox="0 0 100 36" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 0 50 34 100 0" />
      </svg>
      <span class="seal"><svg appIcon="key"></svg></span>
      <p class="reader">This app sees</p>
      <h3 id="access-token-title">
        <svg appIcon="envelope"></svg>Access token<small>sealed, for the calendar</small>
      </h3>
      <dl class="facts">
        <div>
          <dt>Length</dt>
          <dd><span data-testid="token-length">{{ token()?.length ?? 'no' }}</span> characters</dd>
        </div>
        <div>
          <dt>Fingerprint</dt>
          <dd><code data-testid="token-fingerprint">{{ token()?.fingerprint }}</code></dd>
        </div>
        <div>
          <dt>Scopes</dt>
          <dd id="token-scopes" data-testid="token-scopes">
            @for (scope of token()?.scopes; track scope) {
              <code>{{ scope }}</code>
            }
          </dd>
        </div>
        <div>
          <dt>Time left</dt>
          <dd><span data-testid="countdown" [attr.data-seconds]="left()?.seconds">{{ left()?.text ?? 'not known' }}</span></dd>
        </div>
      </dl>
      <progress max="1" [value]="left()?.share ?? 0" aria-label="Time left of the access token"></progress>
      <p class="hint">More is not known here: latchkey never opens it, and gives it to nobody but the calendar.</p>
    </article>
  `,
})
export class AccessToken {
  private readonly inspector = inject(Inspector)
  /** Another one only when it is another one. */
  protected readonly token = computed(() => this.inspector.inspection()?.tokens.calendar, {
    equal: (one, other) => one?.fingerprint === other?.fingerprint,
  })

  private readonly now = signal(Date.now())
  private readonly lifetime = computed(() => {
    const until = this.token()?.expiresAt
    return until === undefined ? undefined : { from: Date.now(), until }
  })
  protected readonly left = computed(() => {
    const lifetime = this.lifetime()
    return lifetime && toRemainder(lifetime, this.now())
  })

  constructor() {
    const clock = setInterval(() => this.now.set(Date.now()), SECOND_MILLISECONDS)
    inject(DestroyRef).onDestroy(() => clearInterval(clock))
  }
}
