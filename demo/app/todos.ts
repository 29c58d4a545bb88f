import { auth } from './auth.js'
import { announce, find, icon, make } from './dom.js'
import { showStatus } from './show-status.js'
import { loadTodos, saveTodos, type Todo, toTodo } from './todo-list.js'

let todos = loadTodos()

/** The list, and what `Add to calendar` does. */
export function mountTodos(addToCalendar: (title: string) => Promise<number | undefined>): void {
  const input = find<HTMLInputElement>('todo-input')
  find<HTMLFormElement>('todo-form').addEventListener('submit', (event) => {
    event.preventDefault()
    const title = input.value.trim()
    if (title === '') return
    const todo = toTodo(title)
    save([...todos, todo])
    find('todos').append(row(todo, addToCalendar))
    input.value = ''
    announce(`${title} added to the list`)
  })
  find('todos').append(...todos.map((todo) => row(todo, addToCalendar)))
  save(todos)
  auth.subscribe(({ status }) => {
    for (const button of find('todos').querySelectorAll<HTMLButtonElement>('.to-calendar')) {
      button.disabled = status !== 'signed-in'
    }
  })
}

function row(todo: Todo, addToCalendar: (title: string) => Promise<number | undefined>): HTMLElement {
  const tick = make('input', { data: { testid: 'todo-tick' } })
  tick.type = 'checkbox'
  tick.checked = todo.done
  tick.addEventListener('change', () => {
    save(todos.map((one) => (one.id === todo.id ? { ...one, done: tick.checked } : one)))
  })

  const result = make('span', { class: 'chip', data: { testid: 'todo-result' } })
  result.hidden = true
  const send = make(
    'button',
    {
      class: 'button small to-calendar',
      data: { testid: 'todo-to-calendar' },
      label: `Add to calendar: ${todo.title}`,
    },
    icon('calendar'),
    make('span', { text: 'Add to calendar' }),
  )
  send.disabled = auth.state.status !== 'signed-in'
  send.addEventListener('click', async () => {
    if (send.getAttribute('aria-busy') === 'true') return
    send.setAttribute('aria-busy', 'true')
    showStatus(result, await addToCalendar(todo.title))
    send.removeAttribute('aria-busy')
  })

  const remove = make(
    'button',
    { class: 'button small bare', data: { testid: 'todo-remove' }, label: `Remove ${todo.title}` },
    icon('bin'),
  )
  const item = make(
    'li',
    { class: 'row', data: { testid: 'todo' } },
    make('label', { class: 'row-main' }, tick, make('span', { text: todo.title })),
    make('span', { class: 'row-actions' }, result, send, remove),
  )
  remove.addEventListener('click', () => {
    save(todos.filter((one) => one.id !== todo.id))
    item.remove()
    announce(`${todo.title} removed from the list`)
    // The focused button is gone; without this the keyboard starts again at the top of the page.
    find('todo-input').focus()
  })
  return item
}

function save(next: readonly Todo[]): void {
  todos = next
  find('todos-empty').hidden = todos.length > 0
  saveTodos(todos)
}
