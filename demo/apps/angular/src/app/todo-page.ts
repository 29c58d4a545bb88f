import { Component } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { CalendarCard } from './calendar/calendar-card'
import { Hero } from './hero'
import { Log } from './log'
import { TodoList } from './todos/todo-list'
import { Readers } from './tokens/readers'

@Component({
  selector: 'app-todo-page',
  imports: [CalendarCard, Hero, Log, Readers, TodoList],
  template: `
    @let status = auth.status();
    @if (status === 'signed-out') {
      <app-hero />
    }
    <div class="work">
      <app-todo-list />
      @if (status === 'signed-in') {
        <app-calendar-card />
      }
    </div>
    @if (status === 'signed-in') {
      <app-readers />
    }
    <app-log />
  `,
})
export class TodoPage {
  protected readonly auth = injectAuth()
}
