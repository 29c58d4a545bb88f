import { type Life, never } from './life.js'
import { later } from './until.js'

interface Waiter {
  readonly life: Life
  readonly start: () => void
  isHolding: boolean
}

interface Wanted<Result> {
  readonly name: string
  readonly signal: AbortSignal | undefined
  readonly isStolen: boolean
  readonly work: () => Promise<Result>
}

/** The named locks of one origin: one holder at a time, first come first served, released when the holder's document ends. */
export class SharedLocks {
  readonly #queues = new Map<string, Waiter[]>()

  /** How many hold or wait for a lock whose name contains this text. */
  count(name = ''): number {
    return [...this.#queues].filter(([key]) => key.includes(name)).reduce((sum, [, queue]) => sum + queue.length, 0)
  }

  /** The locks as one document sees them. */
  for(life: Life): Pick<LockManager, 'request'> {
    const request = (name: string, options: LockOptions, work: () => Promise<unknown>) =>
      life.isOver
        ? never()
        : this.#request(life, { name, signal: options.signal, isStolen: options.steal === true, work })
    // Of the overloads of `LockManager` the product uses the one with options.
    return { request: request as LockManager['request'] }
  }

  #request<Result>(life: Life, { name, signal, isStolen, work }: Wanted<Result>): Promise<Result> {
    return life.keep(
      new Promise<Result>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const waiter: Waiter = {
          life,
          isHolding: false,
          start: () => {
            waiter.isHolding = true
            // Granted later, never in the call itself.
            void later().then(() => {
              if (life.isOver) return
              work()
                .then(resolve, reject)
                .finally(() => this.#leave(name, waiter))
            })
          },
        }
        signal?.addEventListener('abort', () => {
          if (waiter.isHolding) return
          this.#leave(name, waiter)
          reject(signal.reason)
        })
        life.onEnd(() => this.#leave(name, waiter))
        if (isStolen)
          this.#queues.set(
            name,
            (this.#queues.get(name) ?? []).filter((other) => !other.isHolding),
          )
        const queue = this.#queues.get(name) ?? []
        this.#queues.set(name, isStolen ? [waiter, ...queue] : [...queue, waiter])
        if (isStolen || queue.length === 0) waiter.start()
      }),
    )
  }

  #leave(name: string, waiter: Waiter): void {
    const queue = this.#queues.get(name) ?? []
    const rest = queue.filter((other) => other !== waiter)
    this.#queues.set(name, rest)
    const [first] = rest
    if (first && !first.isHolding) first.start()
  }
}
