import { Component, inject, input, output, signal } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import type { Todo } from '../../../../../app/todo-list'
import { CalendarStore } from '../calendar/calendar-store'
import { Icon } from '../icon'
import { StatusChip } from '../status-chip'
import { TodoStore } from './todo-store'

@Component({
  selector: 'li[app-todo-row]',
  imports: [Icon, StatusChip],
  template: `
    <label class="row-main">
      <input #tick type="checkbox" data-testid="todo-tick" [checked]="todo().done" (change)="setDone(tick.checked)">
      <span>{{ todo().title }}</span>
    </label>
    <span class="row-actions">
      @if (result(); as result) {
        <app-status-chip data-testid="todo-result" [status]="result.status" />
      }
      <button
        type="button"
        class="button small to-calendar"
        data-testid="todo-to-calendar"
        [attr.aria-label]="'Add to calendar: ' + todo().title"
        [attr.aria-busy]="sending() || null"
        [disabled]="auth.status() !== 'signed-in'"
        (click)="addToCalendar()"
      >
        <svg appIcon="calendar"></svg><span>Add to calendar</span>
      </button>
      <button
        type="button"
        class="button small bare"
        data-testid="todo-remove"
        [attr.aria-label]="'Remove ' + todo().title"
        (click)="removed.emit()"
      >
        <svg appIcon="bin"></svg>
      </button>
    </span>
  `,
  host: { class: 'row', 'data-testid': 'todo' },
})
export class TodoRow {
  readonly todo = input.required<Todo>()
  readonly removed = output()

  protected readonly auth = injectAuth()
  protected readonly sending = signal(false)
  protected readonly result = signal<{ readonly status: number | undefined } | undefined>(undefined)
  private readonly store = inject(TodoStore)
  private readonly calendar = inject(CalendarStore)

  protected setDone(done: boolean): void {
    this.store.setDone(this.todo().id, done)
  }

  protected async addToCalendar(): Promise<void> {
    if (this.sending()) return
    this.sending.set(true)
    this.result.set(await this.calendar.add(this.todo().title))
    this.sending.set(false)
  }
}
