/// <reference path="../../../demo/server/oidc-provider.d.ts" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Demo, type DemoOptions, type RequestEntry, startDemo } from '../../../demo/server/start-demo.js'

/** The demo, started once for a file of tests. */
export function useDemo(options: DemoOptions = {}): () => Demo {
  let demo: Demo | undefined
  beforeAll(async () => {
    demo = await startDemo(options)
  })
  afterAll(() => demo?.close())
  return () => {
    if (!demo) throw new Error('The demo starts before the tests of the file')
    return demo
  }
}

/** Waits until the app in a tab says that it is signed in, or signed out. */
export async function see(page: Page, status: 'signed-in' | 'signed-out', patienceMs?: number): Promise<void> {
  const options = patienceMs === undefined ? {} : { timeout: patienceMs }
  await page.locator(`body[data-auth="${status}"]`).waitFor({ state: 'attached', ...options })
}

/** Presses "Sign in" and goes as far as the provider's consent page. */
export async function comeToConsent(page: Page, persona: 'ada' | 'grace' = 'ada'): Promise<void> {
  await page.getByTestId('sign-in').click()
  await page.getByTestId(`persona-${persona}`).click()
  await page.getByTestId('consent-allow').waitFor()
}

/** Signs in like a user: button, persona, consent, and back. */
export async function signIn(page: Page, persona: 'ada' | 'grace' = 'ada'): Promise<void> {
  await comeToConsent(page, persona)
  await page.getByTestId('consent-allow').click()
  await see(page, 'signed-in')
}

/** Signs out like a user, at the provider too, and comes back. */
export async function signOut(page: Page): Promise<void> {
  await page.getByTestId('sign-out').click()
  await page.getByTestId('confirm-sign-out').click()
  await see(page, 'signed-out')
}

/** Puts the first to-do into the calendar and gives the status that the app shows for it. */
export async function callCalendar(page: Page): Promise<string> {
  const todo = page.getByTestId('todo').first()
  await todo.getByTestId('todo-to-calendar').click()
  const result = todo.getByTestId('todo-result')
  await page.locator('[data-testid="todo-to-calendar"]:not([aria-busy="true"])').first().waitFor()
  await result.waitFor()
  return (await result.getAttribute('data-status')) ?? ''
}

/** Waits until the calendar's own answer stands on the page: what the app asks for by itself is over then. */
export async function seeCalendar(page: Page): Promise<void> {
  await page.getByTestId('calendar-sees').locator('dl').first().waitFor()
  await page.getByTestId('calendar-result').and(page.locator('[data-status="200"]')).waitFor()
}

/** Pictures and icons are the browser's own business: it may keep them or fetch them again. */
const isDecoration = ({ path }: RequestEntry): boolean => path.startsWith('/pictures/') || path === '/favicon.ico'

/** What the browser asked of provider and calendar since some moment. */
export function askedSince({ requests }: Demo, since: number): readonly RequestEntry[] {
  return requests.slice(since).filter((entry) => entry.from === 'browser' && !isDecoration(entry))
}

/** What the browser asked of the provider since some moment, as `METHOD path`, with the kind of grant at the token endpoint. */
export function askedOfProvider(demo: Demo, since = 0): readonly string[] {
  return askedSince(demo, since)
    .filter(({ server }) => server === 'provider')
    .map(({ method, path, grantType }) => [method, path, ...(grantType ? [grantType] : [])].join(' '))
}

export const CODE_EXCHANGE = 'POST /token authorization_code'
export const RENEWAL = 'POST /token refresh_token'

/** How often a code was sent to the token endpoint since some moment. */
export function countExchanges(demo: Demo, since = 0): number {
  return askedOfProvider(demo, since).filter((entry) => entry === CODE_EXCHANGE).length
}

/**
 * Presses "Allow" at the provider, but keeps the browser from going back to the app. Gives the address it would have
 * gone to, with the code in it; the tab stays blank.
 */
export async function holdReturn(page: Page, { app }: Demo): Promise<string> {
  let hold: (address: string) => void = () => undefined
  const held = new Promise<string>((resolve) => {
    hold = resolve
  })
  // A redirect passes by every route, so the first request of the chain is answered here, and the rest followed by hand.
  await page.route('**/interaction/*/consent', async (route) => {
    let address = (await route.fetch({ maxRedirects: 0 })).headers()['location'] ?? ''
    while (!address.startsWith(`${app}/`)) {
      const next = await page.request.get(address, { maxRedirects: 0 })
      address = new URL(next.headers()['location'] ?? '', address).href
    }
    hold(address)
    await route.fulfill({ contentType: 'text/html', body: '<title>held</title>' })
  })
  await page.getByTestId('consent-allow').click()
  const address = await held
  await page.unrouteAll({ behavior: 'wait' })
  return address
}
