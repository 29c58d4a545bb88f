import type { BrowserContext, Page } from 'playwright-core'
import { type Place, visit, whileSignedIn } from './visit.js'

export interface Growth {
  /** Bytes of JavaScript heap per further client with an id of its own. */
  readonly heapPerClient?: number
  /** Microseconds per call over bare fetch, by the number of cached tokens or declared APIs. */
  readonly perCallByTokens: Readonly<Record<number, number>>
  /** Milliseconds until the user is known, by the number of tabs that are open, the measured one included. */
  readonly startByTabs: Readonly<Record<number, number>>
}

const CLIENTS = 50
const LOADS = 3

/** What grows with clients, tokens and tabs. */
export async function measureGrowth(place: Place, tokens: readonly number[], tabs: readonly number[]): Promise<Growth> {
  return whileSignedIn(place, async (page, context) => {
    const startByTabs = await measureTabs(place, context, tabs)
    const perCallByTokens = await measureTokens(place, page, tokens)
    const heapPerClient = await measureHeap(place, page).catch(() => undefined)
    return { startByTabs, perCallByTokens, ...(heapPerClient !== undefined && { heapPerClient }) }
  })
}

async function measureTabs(place: Place, context: BrowserContext, counts: readonly number[]) {
  const found: Record<number, number> = {}
  const others: Page[] = context.pages()
  for (const count of counts) {
    while (others.length < count - 1) {
      const other = await context.newPage()
      await visit(other, `${place.app}/`)
      others.push(other)
    }
    const page = count === 1 ? (others[0] as Page) : await context.newPage() // the profile has the signed-in page
    const times: number[] = []
    for (let load = 0; load < LOADS; load += 1) times.push((await visit(page, `${place.app}/`)).userMs)
    found[count] = times.sort((one, other) => one - other)[Math.floor(LOADS / 2)] ?? Number.NaN
    if (count !== 1) await page.close()
  }
  await Promise.all(others.slice(1).map((other) => other.close()))
  return found
}

async function measureTokens(place: Place, page: Page, counts: readonly number[]) {
  const found: Record<number, number> = {}
  for (const count of counts) {
    await visit(page, `${place.app}/`)
    const cost = await page.evaluate((count) => globalThis.bench?.perCallWith(count), count)
    if (cost !== undefined) found[count] = cost
  }
  return found
}

async function measureHeap(place: Place, page: Page): Promise<number> {
  await visit(page, `${place.app}/`)
  const session = await page.context().newCDPSession(page)
  const used = async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize
  }
  // The first few compile the code and fill the engine's caches.
  await page.evaluate(() => globalThis.bench?.keepClients(3))
  await page.waitForTimeout(200)
  const before = await used()
  await page.evaluate((count) => globalThis.bench?.keepClients(count), CLIENTS)
  await page.waitForTimeout(200)
  return ((await used()) - before) / CLIENTS
}
