import type { Store } from './platform.js'

/** Rows that last as long as the page: what is left when the browser keeps nothing. */
export function createMemoryStore(): Store {
  const rows = new Map<string, unknown>()
  return {
    read: async (key) => rows.get(key),
    change: async (key, decide) => {
      const decision = decide(rows.get(key))
      if ('row' in decision) rows.set(key, decision.row)
      return decision.result
    },
    close: () => undefined,
  }
}
