import { Component } from '@angular/core'
import { AccessToken } from './access-token'
import { IdToken } from './id-token'
import { IdTokenAttempt } from './id-token-attempt'
import { SeenAccessToken } from './seen-access-token'

/** Which token has which reader. */
@Component({
  selector: 'app-readers',
  imports: [AccessToken, IdToken, IdTokenAttempt, SeenAccessToken],
  template: `
    <section class="readers" aria-labelledby="readers-title">
      <h2 id="readers-title" class="title">Two tokens, two readers</h2>
      <div class="grid">
        <p class="column first" id="app-sees">This app sees</p>
        <p class="column second" id="calendar-sees-label">The calendar sees</p>
        <app-id-token />
        <app-id-token-attempt />
        <app-access-token />
        <app-seen-access-token />
      </div>
    </section>
  `,
})
export class Readers {}
