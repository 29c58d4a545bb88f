import { useAuth } from 'latchkey/react'
import { useState } from 'react'
import type { Outcome } from '../../../app/calendar'
import type { Todo } from '../../../app/todo-list'
import { Chip } from './chip'
import { Icon } from './icon'

interface TodoRowProps {
  readonly todo: Todo
  readonly onSend: (title: string) => Promise<Outcome<unknown>>
  readonly onChange: (todo: Todo) => void
  readonly onRemove: (todo: Todo) => void
}

export function TodoRow({ todo, onSend, onChange, onRemove }: TodoRowProps) {
  const { status } = useAuth()
  const [isSending, setIsSending] = useState(false)
  const [outcome, setOutcome] = useState<Outcome<unknown>>()

  async function send(): Promise<void> {
    if (isSending) return
    setIsSending(true)
    setOutcome(await onSend(todo.title))
    setIsSending(false)
  }

  return (
    <li className="row" data-testid="todo">
      <label className="row-main">
        <input
          type="checkbox"
          data-testid="todo-tick"
          checked={todo.done}
          onChange={({ target }) => onChange({ ...todo, done: target.checked })}
        />
        <span>{todo.title}</span>
      </label>
      <span className="row-actions">
        {outcome && <Chip outcome={outcome} testId="todo-result" />}
        <button
          type="button"
          className="button small to-calendar"
          data-testid="todo-to-calendar"
          aria-label={`Add to calendar: ${todo.title}`}
          aria-busy={isSending || undefined}
          disabled={status !== 'signed-in'}
          onClick={send}
        >
          <Icon name="calendar" />
          <span>Add to calendar</span>
        </button>
        <button
          type="button"
          className="button small bare"
          data-testid="todo-remove"
          aria-label={`Remove ${todo.title}`}
          onClick={() => onRemove(todo)}
        >
          <Icon name="bin" />
        </button>
      </span>
    </li>
  )
}
