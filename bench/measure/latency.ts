import { chained, sinceReturn } from './requests.js'
import { type Place, settle, visit, whileSignedIn } from './visit.js'

export interface Latency {
  readonly callbackMs: number
  readonly callbackChained: number
  readonly callbackRequests: number
  readonly initMs: number
  readonly warmMs: number
  readonly warmRequests: number
  readonly perCallUs: number
}

/** How often a page is loaded again per round. */
const RELOADS = 3

/** Sign-in, reloads and calls of one user, in one profile. */
export async function measureLatency(place: Place): Promise<readonly Partial<Latency>[]> {
  const { server, subject } = place
  await server.takeLog(subject.name)
  return whileSignedIn(place, async (page) => {
    const back = await settle(page)
    const requests = sinceReturn(await server.takeLog(subject.name), back.settledAt)
    const samples: Partial<Latency>[] = [
      { callbackMs: back.userMs, callbackChained: chained(requests), callbackRequests: requests.length },
    ]
    // Not counted: it fills the browser's caches, as any second visit finds them.
    await visit(page, `${place.app}/?mode=warm`)
    for (let reload = 0; reload < RELOADS; reload += 1) {
      // Longer than what a page does when it is idle, so that none of it falls into the next load.
      await page.waitForTimeout(300)
      await server.takeLog(subject.name)
      const { signedIn, initMs, warmMs } = await visit(page, `${place.app}/?mode=warm`)
      if (!signedIn || warmMs === undefined) throw new Error('The session did not survive a reload')
      const entries = await server.takeLog(subject.name)
      samples.push({ initMs, warmMs, warmRequests: entries.length })
    }
    const perCallUs = await page.evaluate(() => globalThis.bench?.perCall())
    return [...samples, ...(perCallUs === undefined ? [] : [{ perCallUs }])]
  })
}
