import { Component, computed } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { REASONS } from '../../../../app/explanations'

/** Why nobody is signed in, and what went wrong. */
@Component({
  selector: 'app-notice',
  template: `
    @let error = auth.state().error;
    @if (sentence() || error) {
      <section
        class="notice"
        data-testid="notice"
        aria-live="polite"
        [attr.data-kind]="error ? 'bad' : 'plain'"
        [attr.data-reason]="auth.state().reason"
      >
        @if (sentence()) {
          <p data-testid="reason">{{ sentence() }}</p>
        }
        @if (error) {
          <p data-testid="error">
            <span data-testid="error-message">{{ error.message }}</span>&ngsp;
            <code data-testid="error-code">{{ error.code }}</code>
          </p>
        }
      </section>
    }
  `,
})
export class Notice {
  protected readonly auth = injectAuth()
  protected readonly sentence = computed(() => {
    const { reason } = this.auth.state()
    return reason && REASONS[reason]
  })
}
