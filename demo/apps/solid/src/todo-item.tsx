import { createSignal, Show } from 'solid-js'
import type { Outcome } from '../../../app/calendar.js'
import type { Todo } from '../../../app/todo-list.js'
import { Chip } from './chip.jsx'
import { Icon } from './icon.jsx'
import type { UserCalendar } from './user-calendar.jsx'

interface TodoItemProps {
  readonly todo: Todo
  readonly calendar: UserCalendar | undefined
  readonly onTick: (done: boolean) => void
  readonly onRemove: () => void
}

export function TodoItem(props: TodoItemProps) {
  const [outcome, setOutcome] = createSignal<Outcome<unknown>>()
  const [isBusy, setIsBusy] = createSignal(false)

  async function addToCalendar() {
    if (isBusy()) return
    setIsBusy(true)
    setOutcome(await props.calendar?.add(props.todo.title))
    setIsBusy(false)
  }

  return (
    <li class="row" data-testid="todo">
      <label class="row-main">
        <input
          type="checkbox"
          data-testid="todo-tick"
          checked={props.todo.done}
          onChange={(event) => props.onTick(event.currentTarget.checked)}
        />
        <span>{props.todo.title}</span>
      </label>
      <span class="row-actions">
        <Show when={outcome()}>{(shown) => <Chip status={shown().status} testid="todo-result" />}</Show>
        <button
          type="button"
          class="button small to-calendar"
          data-testid="todo-to-calendar"
          aria-label={`Add to calendar: ${props.todo.title}`}
          aria-busy={isBusy()}
          disabled={!props.calendar}
          onClick={addToCalendar}
        >
          <Icon name="calendar" />
          <span>Add to calendar</span>
        </button>
        <button
          type="button"
          class="button small bare"
          data-testid="todo-remove"
          aria-label={`Remove ${props.todo.title}`}
          onClick={props.onRemove}
        >
          <Icon name="bin" />
        </button>
      </span>
    </li>
  )
}
