import { Component } from '@angular/core'
import { injectAuth } from 'latchkey/angular'

/** Whose list it is, and the buttons for it. */
@Component({
  selector: 'app-header',
  template: `
    <header class="bar">
      <h1 class="logo">
        <img src="/icon.svg" alt="" width="32" height="32"><span>To-do list<small>a latchkey demo</small></span>
      </h1>
      @if (auth.user(); as user) {
        <div class="who" data-when="signed-in">
          @if (user.picture) {
            <img
              data-testid="user-picture"
              [src]="user.picture"
              [alt]="'Picture of ' + (user.name ?? user.sub)"
              width="40"
              height="40"
            >
          }
          <span class="who-text">
            <strong data-testid="user-name">{{ user.name }}</strong>
            <span>{{ user.email }}</span>
          </span>
          <button type="button" class="button" data-testid="sign-out" (click)="auth.signOut()">Sign out</button>
        </div>
      } @else if (auth.status() === 'signed-out') {
        <div class="who">
          <button type="button" class="button solid" data-testid="sign-in" (click)="auth.signIn()">Sign in</button>
        </div>
      } @else {
        <p class="who quiet">One moment …</p>
      }
    </header>
  `,
})
export class Header {
  protected readonly auth = injectAuth()
}
