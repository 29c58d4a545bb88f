import type { Platform, Store } from '../platform/platform.js'
import { createPageRows } from './page-rows.js'
import { createTabRows } from './tab-rows.js'
import type { VaultRow } from './vault-row.js'

/**
 * A store whose sessions belong to one tab (`'tab'`) or one page (`'memory'`). What all tabs share of them is the epoch and
 * how the last session ended: a sign-out reaches every tab, and nothing signs in again by itself.
 */
export function createOwnStore(platform: Platform, persistence: 'tab' | 'memory'): Store {
  const shared = platform.store
  const own = persistence === 'tab' ? createTabRows(platform) : createPageRows()
  let last: Promise<unknown> = Promise.resolve()
  // One after the other: what a transaction decides from must not be read before the one ahead of it has written.
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const run = last.then(work, work)
    last = run.catch(() => undefined)
    return run
  }
  return {
    read: (key) =>
      inTurn(async () => {
        const [mine, row] = await Promise.all([own.load(key), shared.read(key)])
        return pick(mine, row)
      }),
    change: (key, decide) =>
      inTurn(async () => {
        const mine = await own.load(key)
        let kept: { readonly row: VaultRow | undefined } | undefined
        const result = await shared.change(key, (row) => {
          const decision = decide(pick(mine, row))
          if (!('row' in decision)) return decision
          // The vault writes nothing else than its rows.
          const next = decision.row as VaultRow | undefined
          kept = { row: next }
          return { result: decision.result, row: next && toStone(next) }
        })
        if (kept) await own.save(key, kept.row)
        return result
      }),
    close: own.close,
  }
}

// The shared row decides: under another epoch than ours there was a sign-out, and without one the browser's data was cleared.
function pick(mine: VaultRow | undefined, row: unknown): unknown {
  return mine && mine.epoch === Object(row).epoch ? mine : row
}

const toStone = ({ version, epoch, ended }: VaultRow): VaultRow => ({
  version,
  epoch,
  generation: 0,
  ...(ended && { ended }),
})
