export interface Todo {
  readonly id: string
  readonly title: string
  readonly done: boolean
}

const KEY = 'todos'
const FIRST_TODOS = ['Water the plants', 'Call Charles about the engine', 'Buy stamps']

/** The list as this browser has kept it. */
export function loadTodos(): readonly Todo[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (Array.isArray(stored)) return stored.filter(isTodo)
  } catch {
    // Somebody edited it by hand, or storage is blocked: begin with the first list.
  }
  return FIRST_TODOS.map(toTodo)
}

export function saveTodos(todos: readonly Todo[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(todos))
  } catch {
    // Blocked or full: the list lives until the page is closed.
  }
}

export function toTodo(title: string): Todo {
  return { id: crypto.randomUUID(), title, done: false }
}

function isTodo(value: unknown): value is Todo {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, done } = value as Record<string, unknown>
  return typeof id === 'string' && typeof title === 'string' && typeof done === 'boolean'
}
