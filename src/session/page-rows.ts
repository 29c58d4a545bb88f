import type { VaultRow } from './vault-row.js'

/** The rows that only this tab or page may read. */
export interface OwnRows {
  load(key: string): Promise<VaultRow | undefined>
  save(key: string, row: VaultRow | undefined): Promise<unknown>
  /** Lets another client of this page have them, or what is left of them. */
  close(): void
}

/** Rows that end with their page. */
export function createPageRows(): OwnRows {
  const rows = new Map<string, VaultRow | undefined>()
  return {
    load: async (key) => rows.get(key),
    save: async (key, row) => rows.set(key, row),
    close: () => rows.clear(),
  }
}
