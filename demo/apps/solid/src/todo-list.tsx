import { createEffect, createSignal, For, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { loadTodos, saveTodos, type Todo, toTodo } from '../../../app/todo-list.js'
import { announce } from './announcer.js'
import { TodoItem } from './todo-item.jsx'
import { useUserCalendar } from './user-calendar.jsx'

export function TodoList() {
  const calendar = useUserCalendar()
  const [todos, setTodos] = createStore([...loadTodos()])
  const [title, setTitle] = createSignal('')
  let input!: HTMLInputElement

  createEffect(() => saveTodos(todos))

  function add(event: SubmitEvent) {
    event.preventDefault()
    const todo = toTodo(title().trim())
    if (todo.title === '') return
    setTodos(todos.length, todo)
    setTitle('')
    announce(`${todo.title} added to the list`)
  }

  function remove(todo: Todo) {
    setTodos(todos.filter((one) => one.id !== todo.id))
    announce(`${todo.title} removed from the list`)
    // The focused button is gone; without this the keyboard starts again at the top of the page.
    input.focus()
  }

  return (
    <section class="card" id="list" aria-labelledby="todo-title" tabindex="-1">
      <h2 id="todo-title">To do</h2>
      <form class="add" onSubmit={add}>
        <label class="aside-voice" for="todo-input">
          New to-do
        </label>
        <input
          id="todo-input"
          data-testid="todo-input"
          name="title"
          maxlength="120"
          placeholder="What is to be done?"
          autocomplete="off"
          required
          value={title()}
          onInput={(event) => setTitle(event.currentTarget.value)}
          ref={input}
        />
        <button type="submit" class="button solid" data-testid="todo-add">
          Add
        </button>
      </form>
      <ul class="rows" data-testid="todos">
        <For each={todos}>
          {(todo, index) => (
            <TodoItem
              todo={todo}
              calendar={calendar()}
              onTick={(done) => setTodos(index(), { done })}
              onRemove={() => remove(todo)}
            />
          )}
        </For>
      </ul>
      <Show when={todos.length === 0}>
        <p class="empty">Nothing to do. Enjoy the day.</p>
      </Show>
      <Show when={!calendar()}>
        <p class="hint">The list is kept in this browser. Sign in to put entries into your calendar.</p>
      </Show>
    </section>
  )
}
