import type { Store } from '../platform/platform.js'
import { toRow } from './vault-row.js'

/**
 * A store for a page whose browser keeps nothing: its rows end with the page. A sign-out is told to the real one too, which
 * may work again when the next page reads it.
 */
export function createMemoryStore(real: Store): Store {
  const rows = new Map<string, unknown>()
  return {
    isBrief: true,
    read: async (key) => rows.get(key),
    async change(key, decide) {
      const decision = decide(rows.get(key))
      if (!('row' in decision)) return decision.result
      rows.set(key, decision.row)
      if (toRow(decision.row)?.ended) {
        await real
          .change(key, () => ({ row: decision.row, result: undefined }))
          .catch(() => {
            // Blocked as before: then there is no session in it to be read.
          })
      }
      return decision.result
    },
    close: () => undefined,
  }
}
