import { Component, inject } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import type { Todo } from '../../../../../app/todo-list'
import { Announcer } from '../announcer'
import { TodoRow } from './todo-row'
import { TodoStore } from './todo-store'

@Component({
  selector: 'app-todo-list',
  imports: [TodoRow],
  template: `
    <section class="card" id="list" aria-labelledby="todo-title" tabindex="-1">
      <h2 id="todo-title">To do</h2>
      <form class="add" (submit)="$event.preventDefault(); add(title)">
        <label class="aside-voice" for="todo-input">New to-do</label>
        <input
          #title
          id="todo-input"
          data-testid="todo-input"
          name="title"
          maxlength="120"
          placeholder="What is to be done?"
          autocomplete="off"
          required
        >
        <button type="submit" class="button solid" data-testid="todo-add">Add</button>
      </form>
      <ul class="rows" data-testid="todos">
        @for (todo of store.todos(); track todo.id) {
          <li app-todo-row [todo]="todo" (removed)="remove(todo, title)"></li>
        }
      </ul>
      @if (store.todos().length === 0) {
        <p class="empty">Nothing to do. Enjoy the day.</p>
      }
      @if (auth.status() === 'signed-out') {
        <p class="hint">The list is kept in this browser. Sign in to put entries into your calendar.</p>
      }
    </section>
  `,
})
export class TodoList {
  protected readonly auth = injectAuth()
  protected readonly store = inject(TodoStore)
  private readonly announcer = inject(Announcer)

  protected add(input: HTMLInputElement): void {
    const title = input.value.trim()
    if (title === '') return
    this.store.add(title)
    input.value = ''
    this.announcer.say(`${title} added to the list`)
  }

  protected remove(todo: Todo, input: HTMLInputElement): void {
    this.store.remove(todo.id)
    this.announcer.say(`${todo.title} removed from the list`)
    // The focused button is gone; without this the keyboard starts again at the top of the page.
    input.focus()
  }
}
