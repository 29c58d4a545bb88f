import { Component } from '@angular/core'
import { injectAuth } from 'latchkey/angular'

@Component({
  selector: 'app-badge',
  template: `
    @if (auth.user(); as user) {
      <button type="button" (click)="auth.signOut($event)">{{ user.name }}</button>
    } @else {
      <button type="button" (click)="auth.signIn($event)">Sign in</button>
    }
  `,
})
export class Badge {
  protected readonly auth = injectAuth()
}
