const BYTE = new Uint8Array(1)
// Real time, on a machine that may be many times slower: only a hang reaches it.
const LONGEST_WAIT_MS = 50_000

/** How many calls of `import()` are under way, where they are counted: in a browser. */
export const chunks: { loading: number } = { loading: 0 }

/** How many bodies, or pieces of them, are being read, where it is counted: in a browser, which reads them on another thread. */
export const bodies: { reading: number } = { reading: 0 }

/** How many operations of the engine's cryptography are under way: oauth4webapi asks the engine itself. */
export const cryptography: { pending: number } = { pending: 0 }

// Counted where they begin, once for all worlds.
for (const name of ['digest', 'sign', 'verify', 'importKey', 'exportKey', 'generateKey'] as const) {
  const { prototype } = Object.getPrototypeOf(crypto.subtle).constructor
  const run: (...given: unknown[]) => Promise<unknown> = prototype[name]
  prototype[name] = function count(this: SubtleCrypto, ...given: unknown[]) {
    cryptography.pending += 1
    return run.apply(this, given).finally(() => {
      cryptography.pending -= 1
    })
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
 * One turn of the event loop that also lets cryptography finish: four jobs go through the thread pool behind whatever is
 * in it. It takes as long as the machine needs, so a busy one does not make tests lie. Node reads bodies on the thread that
 * runs the tests, and what it computes is counted: where nothing is, there is nothing to let finish.
 */
export async function turn(): Promise<void> {
  const jobs = cryptography.pending > 0 ? [1, 2, 3, 4] : typeof window === 'undefined' ? [] : [1]
  await Promise.all(jobs.map(() => crypto.subtle.digest('SHA-256', BYTE)))
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
