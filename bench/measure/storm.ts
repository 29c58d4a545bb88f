import type { BrowserContext, Page } from 'playwright-core'
import { type Place, settle, visit, whileSignedIn } from './visit.js'

export interface Storm {
  readonly tokenRequests: number
  readonly succeeded: number
  readonly calls: number
  /** From the first call to the last answer, in milliseconds; the driver's part included. */
  readonly tookMs: number
  /** Whether the provider still takes this user's refresh token. */
  readonly familyAlive: boolean
  /** Whether another call, afterwards, is answered. */
  readonly worksAfterwards: boolean
}

/** How long ago the user signed in: twice as long as an access token lives. */
const AGO_MS = 2 * 3600 * 1000
const PATIENCE_MS = 12_000

/**
 * Tabs that were open while the token expired, and call all at once. The sign-in happens two hours ago by the clock of
 * provider and pages, which then come back to the present together: a laptop that slept.
 */
export async function measureStorm(place: Place, tabs: number, callsPerTab: number): Promise<Storm> {
  const { server, subject } = place
  await server.isFamilyAlive(subject.name)
  await server.setClock(-AGO_MS)
  try {
    return await whileSignedIn(place, async (page, context) => {
      const pages = await openTabs(place, page, context, tabs)
      await server.takeLog(subject.name)
      await server.setClock(0)
      const startedAt = performance.now()
      const succeeded = await callAll(pages, callsPerTab)
      const tookMs = performance.now() - startedAt
      const entries = await server.takeLog(subject.name)
      const afterwards = await Promise.race([
        page.evaluate(() => globalThis.bench?.callOnce()).catch(() => undefined),
        page.waitForTimeout(PATIENCE_MS),
      ])
      return {
        tokenRequests: entries.filter(({ method, path }) => method === 'POST' && path.endsWith('/token')).length,
        succeeded,
        calls: tabs * callsPerTab,
        tookMs,
        familyAlive: await server.isFamilyAlive(subject.name),
        worksAfterwards: afterwards === 200,
      }
    })
  } finally {
    await server.setClock(0)
  }
}

async function openTabs(place: Place, first: Page, context: BrowserContext, tabs: number): Promise<readonly Page[]> {
  const pages = [first]
  await settle(first)
  while (pages.length < tabs) {
    const page = await context.newPage()
    await visit(page, `${place.app}/`)
    pages.push(page)
  }
  return pages
}

async function callAll(pages: readonly Page[], calls: number): Promise<number> {
  await Promise.all(pages.map((page) => page.evaluate(() => globalThis.benchClock?.(0))))
  // Late enough that every tab has been told; the tabs share the machine's clock.
  const startAt = performance.timeOrigin + performance.now() + 200
  const plan = { startAt, calls, patience: PATIENCE_MS }
  const counts = await Promise.all(
    pages.map((page) =>
      // A page that its SDK navigated away has lost its calls.
      page
        .evaluate(({ startAt, calls, patience }) => globalThis.bench?.storm(startAt, calls, patience), plan)
        .catch(() => 0),
    ),
  )
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}
