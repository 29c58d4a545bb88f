import { Injectable, signal } from '@angular/core'
import { loadTodos, saveTodos, type Todo, toTodo } from '../../../../../app/todo-list'

/** The list, kept in this browser. */
@Injectable({ providedIn: 'root' })
export class TodoStore {
  private readonly list = signal(loadTodos())
  readonly todos = this.list.asReadonly()

  add(title: string): void {
    this.save([...this.list(), toTodo(title)])
  }

  setDone(id: string, done: boolean): void {
    this.save(this.list().map((todo) => (todo.id === id ? { ...todo, done } : todo)))
  }

  remove(id: string): void {
    this.save(this.list().filter((todo) => todo.id !== id))
  }

  private save(todos: readonly Todo[]): void {
    this.list.set(todos)
    saveTodos(todos)
  }
}
