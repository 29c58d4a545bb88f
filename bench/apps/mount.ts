import type { App } from './app.js'
import { measureCalls } from './measure-calls.js'

/** What the driver reads and does in a page. */
export interface Bench {
  readonly signedIn: boolean
  /** In milliseconds, from the page's first script to the settled user. */
  readonly initMs: number
  /** In milliseconds, from the start of this page's own request to the settled user. */
  readonly userMs: number
  /** In milliseconds, from the start of the navigation to the API's answer; only with `?mode=warm`. */
  readonly warmMs?: number
  /** By the machine's clock, in milliseconds since the epoch. */
  readonly settledAt: number
  signIn(): void
  callOnce(): Promise<number>
  storm(startAt: number, calls: number, patienceMs: number): Promise<number>
  perCall(): Promise<number>
  perCallWith(tokens: number): Promise<number | undefined>
  readonly kept: unknown[]
  keepClients(count: number): void
}

declare global {
  var bench: Bench | undefined
  var benchError: string | undefined
}

export async function mount(app: App): Promise<void> {
  try {
    const signedIn = await app.start()
    const settled = performance.now()
    const { fetchStart } = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming // there always is one
    const url = `${globalThis.benchConfig.api}/events`
    const isWarm = signedIn && location.search.includes('mode=warm')
    if (isWarm) await app.call(url).then((response) => response.text())
    globalThis.bench = {
      signedIn,
      initMs: settled - globalThis.benchStart,
      userMs: settled - fetchStart,
      ...(isWarm && { warmMs: performance.now() }),
      settledAt: performance.timeOrigin + settled,
      signIn: () => void Promise.resolve(app.signIn()).catch(fail),
      callOnce: async () => (await app.call(url)).status,
      storm: (startAt, calls, patienceMs) => storm(app, url, { startAt, calls, patienceMs }),
      perCall: () => measureCalls(app.call, url),
      perCallWith: async (tokens) => app.cacheTokens && measureCalls(await app.cacheTokens(tokens), url),
      kept: [],
      keepClients(count) {
        for (let left = count; left > 0; left -= 1) this.kept.push(app.another(`another-${this.kept.length}`))
      },
    }
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  globalThis.benchError = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

interface Storm {
  readonly startAt: number
  readonly calls: number
  readonly patienceMs: number
}

/** Calls that the API answered with 200. A call that neither answers nor fails within the patience counts as lost. */
async function storm(app: App, url: string, { startAt, calls, patienceMs }: Storm): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, startAt - performance.timeOrigin - performance.now()))
  const lost = new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false))
  // The browser's cache lets requests for one address in one by one: each call has an address of its own.
  const tab = Math.random().toString(36).slice(2)
  const one = async (index: number) => (await app.call(`${url}?call=${tab}-${index}`)).status === 200
  const outcomes = await Promise.all(
    Array.from({ length: calls }, (_, index) => Promise.race([one(index).catch(() => false), lost])),
  )
  return outcomes.filter(Boolean).length
}
