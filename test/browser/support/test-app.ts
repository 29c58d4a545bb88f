import type { Page } from 'playwright-core'
import { see } from './demo.js'

/** Starts a sign-in from code; the provider asks nothing, so the page is back at once. */
export async function signInFromCode(page: Page): Promise<void> {
  await see(page, 'signed-out')
  const left = page.waitForEvent('framenavigated')
  await page.evaluate(() => void window.latchkeyTest.auth.signIn())
  await left
  await see(page, 'signed-in')
}

/** Signs out here and at the API of tokens, but not at the provider's page: the tab stays where it is. */
export async function signOutFromCode(page: Page): Promise<void> {
  await page.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
}

/** Calls `auth.fetch` in the page and gives the status, or what it was rejected with. */
export function fetchFrom(
  page: Page,
  url: string,
  init: { readonly method?: string; readonly body?: string } = {},
): Promise<number | string> {
  return page.evaluate(
    ([address, options]) =>
      window.latchkeyTest.auth.fetch(address, options).then(
        ({ status }) => status,
        (error: Error & { readonly code?: string }) => error.code ?? error.name,
      ),
    [url, init] as const,
  )
}
