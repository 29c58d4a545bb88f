import { SignedIn } from 'latchkey/react'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { Outcome } from '../../../app/calendar'
import { loadTodos, saveTodos, type Todo, toTodo } from '../../../app/todo-list'
import { useAnnounce } from './announcer'
import { TodoRow } from './todo-row'

interface TodoListProps {
  /** Puts a to-do into the calendar. */
  readonly onSend: (title: string) => Promise<Outcome<unknown>>
}

export function TodoList({ onSend }: TodoListProps) {
  const [todos, setTodos] = useState(loadTodos)
  const [title, setTitle] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const announce = useAnnounce()

  useEffect(() => saveTodos(todos), [todos])

  function add(event: SubmitEvent): void {
    event.preventDefault()
    const trimmed = title.trim()
    if (trimmed === '') return
    setTodos([...todos, toTodo(trimmed)])
    setTitle('')
    announce(`${trimmed} added to the list`)
  }

  function change(todo: Todo): void {
    setTodos(todos.map((one) => (one.id === todo.id ? todo : one)))
  }

  function remove(todo: Todo): void {
    setTodos(todos.filter((one) => one !== todo))
    announce(`${todo.title} removed from the list`)
    // The focused button is gone; without this the keyboard starts again at the top of the page.
    input.current?.focus()
  }

  return (
    <section className="card" id="list" aria-labelledby="todo-title" tabIndex={-1}>
      <h2 id="todo-title">To do</h2>
      <form className="add" onSubmit={add}>
        <label className="aside-voice" htmlFor="todo-input">
          New to-do
        </label>
        <input
          ref={input}
          id="todo-input"
          data-testid="todo-input"
          name="title"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          maxLength={120}
          placeholder="What is to be done?"
          autoComplete="off"
          required
        />
        <button type="submit" className="button solid" data-testid="todo-add">
          Add
        </button>
      </form>
      <ul className="rows" data-testid="todos">
        {todos.map((todo) => (
          <TodoRow key={todo.id} todo={todo} onSend={onSend} onChange={change} onRemove={remove} />
        ))}
      </ul>
      {todos.length === 0 && <p className="empty">Nothing to do. Enjoy the day.</p>}
      <SignedIn
        fallback={<p className="hint">The list is kept in this browser. Sign in to put entries into your calendar.</p>}
      />
    </section>
  )
}
