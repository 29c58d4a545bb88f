import { Component } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { Icon } from './icon'

/** What a guest sees first. */
@Component({
  selector: 'app-hero',
  imports: [Icon],
  template: `
    <section class="hero" aria-labelledby="hero-title">
      <div class="hero-text">
        <h2 id="hero-title">Two tokens,<br>two readers</h2>
        <p>
          Sign in and this list learns who you are, and may write to your calendar. For each it gets a token. Each
          token has one reader.
        </p>
        <button type="button" class="button solid large" data-testid="hero-sign-in" (click)="auth.signIn()">
          Sign in with Harbour ID
        </button>
      </div>
      <div class="hero-objects">
        <article class="mini badge">
          <span class="slot"></span>
          <h2><svg appIcon="badge"></svg>ID token</h2>
          <p>A name badge. It says who signed in, and this app reads it.</p>
        </article>
        <article class="mini envelope">
          <svg class="flap" viewBox="0 0 100 36" preserveAspectRatio="none" aria-hidden="true">
            <path d="M0 0 50 34 100 0" />
          </svg>
          <span class="seal"><svg appIcon="key"></svg></span>
          <h2><svg appIcon="envelope"></svg>Access token</h2>
          <p>A sealed envelope. Only the calendar opens it.</p>
        </article>
      </div>
    </section>
  `,
})
export class Hero {
  protected readonly auth = injectAuth()
}
