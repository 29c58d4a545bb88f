const WARM_UP = 200
// A page reads the clock in steps of 100 µs: a batch must be long for one step to be little.
const BATCH = 1000
const BUDGET_MS = 150

/**
 * What a call costs over a bare `fetch` with the same header, in microseconds. The network is taken away: both sides send
 * to a `fetch` that resolves at once, so that what differs is the SDK's own work.
 */
export async function measureCalls(call: (url: string) => Promise<Response>, url: string): Promise<number> {
  const real = globalThis.fetch
  const response = new Response('{}')
  globalThis.fetch = async () => response
  try {
    const bare = (to: string) => fetch(to, { headers: { authorization: 'Bearer of-some-length' } })
    await time(bare, url, WARM_UP)
    await time(call, url, WARM_UP)
    const [sdk, base] = [await average(call, url), await average(bare, url)]
    return (sdk - base) * 1000
  } finally {
    globalThis.fetch = real
  }
}

/** The fastest batch: what is slower is the machine's. In milliseconds per call. */
async function average(call: (url: string) => Promise<Response>, url: string): Promise<number> {
  const end = performance.now() + BUDGET_MS
  let best = Number.POSITIVE_INFINITY
  do {
    best = Math.min(best, (await time(call, url, BATCH)) / BATCH)
  } while (performance.now() < end)
  return best
}

async function time(call: (url: string) => Promise<Response>, url: string, count: number): Promise<number> {
  const end = performance.now() + BUDGET_MS * 2
  const start = performance.now()
  let done = 0
  while (done < count && performance.now() < end) {
    await call(url)
    done += 1
  }
  return ((performance.now() - start) / done) * count
}
