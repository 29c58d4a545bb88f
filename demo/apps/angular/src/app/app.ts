import { Component, DOCUMENT, effect, inject } from '@angular/core'
import { Title } from '@angular/platform-browser'
import { RouterLink, RouterOutlet } from '@angular/router'
import { injectAuth } from 'latchkey/angular'
import { Announcer } from './announcer'
import { Header } from './header'
import { Notice } from './notice'

@Component({
  selector: 'app-root',
  imports: [Header, Notice, RouterLink, RouterOutlet],
  template: `
    <a class="skip" href="#list">Skip to the list</a>
    <app-header />
    <p class="aside-voice" role="status" data-testid="announcer">{{ announcer.sentence() }}</p>
    <main>
      <app-notice />
      <router-outlet />
    </main>
    <footer class="foot">
      <p>App, provider and calendar run on your machine. The provider forgets everything when it stops.</p>
      <a class="button small" routerLink="/calendar" data-testid="calendar-link">The calendar alone</a>
    </footer>
  `,
})
export class App {
  protected readonly announcer = inject(Announcer)

  constructor() {
    const auth = injectAuth()
    const title = inject(Title)
    const { body } = inject(DOCUMENT)
    // For app.css.
    effect(() => {
      body.dataset['auth'] = auth.status()
    })
    effect(() => {
      const user = auth.user()
      title.setTitle(user?.name ? `${user.name} · To-do list` : 'To-do list')
      this.announcer.say(user ? `Signed in as ${user.name ?? user.sub}` : '')
    })
  }
}
