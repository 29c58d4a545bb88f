const BYTE = new Uint8Array(1)
// Real time, on a machine that may be many times slower: only a hang reaches it.
export const LONGEST_WAIT_MS = 50_000

/** How many calls of `import()` are under way, where they are counted: in a browser. */
export const chunks: { loading: number } = { loading: 0 }

/** How many bodies, or pieces of them, are being read, where it is counted: in a browser, which reads them on another thread. */
export const bodies: { reading: number } = { reading: 0 }

// What lets others finish is nothing to wait for.
const digest = crypto.subtle.digest.bind(crypto.subtle)
const operations = new Set<Promise<unknown>>()

/** How many operations of the engine's cryptography are under way: oauth4webapi asks the engine itself. */
export const cryptography: { readonly pending: number } = {
  get pending() {
    return operations.size
  },
}

// Counted where they begin, once for all worlds.
for (const name of ['digest', 'sign', 'verify', 'importKey', 'exportKey', 'generateKey'] as const) {
  const { prototype } = Object.getPrototypeOf(crypto.subtle).constructor
  const run: (...given: unknown[]) => Promise<unknown> = prototype[name]
  prototype[name] = function count(this: SubtleCrypto, ...given: unknown[]) {
    const operation = run.apply(this, given)
    operations.add(operation)
    return operation.finally(() => operations.delete(operation))
  }
}

/** A task of its own, after those that wait already; without the 4 ms that browsers put before a nested timer. */
export function later(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') return void setImmediate(resolve)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/**
 * One turn of the event loop, and all cryptography that is under way. It takes as long as the machine needs, so a busy one does
 * not make tests lie. A browser reads bodies on another thread: one more job goes through its pool behind whatever is in it.
 */
export async function turn(): Promise<void> {
  if (operations.size > 0) await Promise.allSettled(operations)
  else if (typeof window !== 'undefined') await digest('SHA-256', BYTE)
  await later()
}

/** Lets promises that wait for nothing run, and nothing else: no timer, no network, no storage. */
export async function microtasks(): Promise<void> {
  for (let count = 0; count < 30; count += 1) await Promise.resolve()
}

/** Waits until something holds and gives it; rejects after 50 s of real time, saying what it waited for. */
export async function until<Value>(look: () => Value, what = 'a condition'): Promise<NonNullable<Value>> {
  const limit = performance.now() + LONGEST_WAIT_MS
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > limit) throw new Error(`Waited in vain for ${what}: ${look}`)
    await turn()
  }
}
