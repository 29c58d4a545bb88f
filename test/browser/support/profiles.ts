import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchHeadlessShell } from '../../../tools/browser.mjs'

const PATIENCE_MS = 120_000

/** A browser profile that starts empty: its own storage, cookies and tabs. */
export interface Profile {
  readonly context: BrowserContext
  /** Every line of every console, and every exception nobody caught, of the pages at an origin that starts with `http://localhost`. */
  readonly lines: string[]
  openTab(url?: string): Promise<Page>
}

/**
 * One browser for a file of tests. A test fails when one of its pages threw or broke its Content Security Policy.
 * What the browser says of requests that the tests mean to fail is no complaint: Firefox makes an error of each.
 */
export function useProfiles(
  launch: () => Promise<Browser> = launchHeadlessShell,
  meant = /$^/,
): () => Promise<Profile> {
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(async () => {
    const found = complaints.splice(0).filter((complaint) => !meant.test(complaint))
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    expect(found, 'what the browser complained about').toEqual([])
  })
  afterAll(() => browser?.close())
  return async () => {
    if (!browser) throw new Error('The browser starts before the tests of the file')
    const context = await browser.newContext()
    contexts.push(context)
    return toProfile(context, complaints)
  }
}

function toProfile(context: BrowserContext, complaints: string[]): Profile {
  const lines: string[] = []
  context.setDefaultTimeout(PATIENCE_MS)
  context.on('console', (message) => {
    if (!message.page()?.url().startsWith('http://localhost')) return
    lines.push(message.text())
    // What latchkey itself tells a developer may name the policy.
    const isOurs = message.text().startsWith('latchkey:')
    if (!isOurs && /Content Security Policy|Trusted ?Type/i.test(message.text())) complaints.push(message.text())
  })
  context.on('weberror', (error) => {
    lines.push(String(error.error().stack))
    complaints.push(error.error().message)
  })
  return {
    context,
    lines,
    async openTab(url) {
      const page = await context.newPage()
      if (url) await page.goto(url)
      return page
    },
  }
}
