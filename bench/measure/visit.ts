import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Subject } from '../apps/list.js'
import type { Bench } from '../apps/mount.js'
import type { Server } from './server.js'

/** An SDK with its app, provider and API, and the browser to visit it with. */
export interface Place {
  readonly subject: Subject
  readonly app: string
  readonly server: Server
  readonly browser: Browser
}

/** Longer than any SDK's own time limits for a request. */
const PATIENCE_MS = 15_000

/** Runs `use` in a fresh profile whose user is signed in; the page is the one that the redirect came back to. */
export async function whileSignedIn<Result>(
  place: Place,
  use: (page: Page, context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const context = await place.browser.newContext()
  try {
    const page = await context.newPage()
    await visit(page, `${place.app}/`)
    await page.evaluate(() => globalThis.bench?.signIn())
    await page.waitForFunction(() => globalThis.bench?.signedIn || globalThis.benchError, undefined, {
      timeout: PATIENCE_MS,
    })
    await complain(page)
    return await use(page, context)
  } finally {
    await context.close()
  }
}

/** What a page found out about itself when it had settled. */
export type Settled = Pick<Bench, 'signedIn' | 'initMs' | 'userMs' | 'warmMs' | 'settledAt'>

/** Loads a page of the app and waits until it has settled. */
export async function visit(page: Page, url: string): Promise<Settled> {
  await page.goto(url)
  return settle(page)
}

/** Waits until the page has settled. */
export async function settle(page: Page): Promise<Settled> {
  await page.waitForFunction(() => globalThis.bench ?? globalThis.benchError, undefined, { timeout: PATIENCE_MS })
  await complain(page)
  return page.evaluate(() => {
    const { signedIn, initMs, userMs, warmMs, settledAt } = globalThis.bench as Bench // it has settled
    return { signedIn, initMs, userMs, settledAt, ...(warmMs !== undefined && { warmMs }) }
  })
}

async function complain(page: Page): Promise<void> {
  const error = await page.evaluate(() => globalThis.benchError)
  if (error !== undefined) throw new Error(error)
}
