import { type Decision, type Store, StoreError } from '../../src/platform/platform.js'
import { type Life, never } from './life.js'
import { later } from './until.js'

/**
 * What the store does in place of its work: `fail` as a blocked or full one, `hang` as a damaged one, `silent` as that one
 * looks through a platform, which gives up after its time. `late` does the work, and fails all the same: its answer came after the time that it was given.
 */
export type StoreFault = (operation: 'read' | 'change', key: string) => 'fail' | 'hang' | 'silent' | 'late' | undefined

const LONGEST_WAIT_MS = 5_000

/** The rows of one origin. Everything that goes in or out is cloned, as IndexedDB does, and every method takes its time. */
export class SharedStore {
  readonly rows = new Map<string, unknown>()
  fault: StoreFault | undefined
  /** How many entries fit in, counted over all rows; what would be one too many is refused, as by a quota. */
  capacity = Infinity
  /** How many changes have been carried out. */
  changes = 0
  /** How many operations are under way. */
  pending = 0
  readonly #onUse: () => void
  readonly #after: (milliseconds: number, run: () => void, life: Life) => void
  #slow: Promise<void> | undefined

  constructor(onUse: () => void, after: (milliseconds: number, run: () => void, life: Life) => void) {
    this.#onUse = onUse
    this.#after = after
  }

  /** Keeps the answer of the next read from coming back, as it is at that time, until the returned function is called. */
  holdRead(): () => void {
    let release: () => void = () => undefined
    this.#slow = new Promise((resolve) => {
      release = resolve
    })
    return () => release()
  }

  /** Takes the store away from every tab; `giveBack` ends that. */
  takeAway(): void {
    this.fault = () => 'fail'
  }

  giveBack(): void {
    this.fault = undefined
  }

  /** The store as one document sees it. */
  for(life: Life): Store {
    return {
      read: (key) => this.#run(life, 'read', key, () => structuredClone(this.rows.get(key))),
      change: (key, decide, durability = 'strict') =>
        this.#run(life, 'change', key, () => {
          // A browser throws at any other, and the platform's store gives the name of what was thrown.
          if (!/^(default|strict|relaxed)$/.test(durability)) throw new StoreError('TypeError')
          return this.#change(key, decide)
        }),
      close: () => undefined,
    }
  }

  #change<Result>(key: string, decide: (row: unknown) => Decision<Result>): Result {
    const decision = decide(structuredClone(this.rows.get(key)))
    if (!('row' in decision)) return decision.result
    this.changes += 1
    const before = this.rows.get(key)
    if (decision.row === undefined) this.rows.delete(key)
    else this.rows.set(key, structuredClone(decision.row))
    if (toSize(this.rows.get(key)) > toSize(before) && this.size > this.capacity) {
      this.rows.set(key, before)
      throw new StoreError('QuotaExceededError')
    }
    return decision.result
  }

  /** How many entries there are in all rows. */
  get size(): number {
    return [...this.rows.values()].reduce((sum: number, row) => sum + toSize(row), 0)
  }

  #run<Result>(life: Life, operation: 'read' | 'change', key: string, work: () => Result): Promise<Result> {
    return life.keep(this.#transact(life, operation, key, work))
  }

  async #transact<Result>(life: Life, operation: 'read' | 'change', key: string, work: () => Result): Promise<Result> {
    this.#onUse()
    this.pending += 1
    try {
      await later()
      const fault = this.fault?.(operation, key)
      // A document that is gone starts no transaction. Returned, not awaited: what hangs is not under way.
      if (life.isOver || fault === 'hang') return never<Result>()
      if (fault === 'silent') {
        return new Promise((_, reject) => {
          this.#after(LONGEST_WAIT_MS, () => reject(new StoreError('undefined')), life)
        })
      }
      if (fault === 'fail') throw new StoreError('UnknownError')
      const slow = operation === 'read' ? this.#slow : undefined
      if (slow) this.#slow = undefined
      const result = work()
      await later()
      if (fault === 'late') throw new StoreError('UnknownError')
      // Returned, not awaited, as what hangs.
      return slow ? slow.then(() => result) : result
    } finally {
      this.pending -= 1
      this.#onUse()
    }
  }
}

const toSize = (row: unknown): number => (Array.isArray(row) ? row.length : Number(row !== undefined))
