import type { AuthFixtures } from 'latchkey/testing/playwright'
import type { Page } from 'playwright-core'
import { see } from './demo.js'

interface Entry {
  readonly id: string
  readonly title: string
  readonly start: string
}

/** The demo's calendar, as a test declares it: its entries, what it sees of a token, and the guards of each. */
export function declareCalendar({ api }: AuthFixtures, calendar: string) {
  const entries: Entry[] = []
  const start = '2026-05-01T09:00:00Z'
  const seen = { format: 'jwt', length: 1, header: { typ: 'at+jwt' }, claims: { sub: 'somebody' }, checks: [] }
  return {
    seen: api(`${calendar}/v1/debug/token`, {}, () => ({ json: seen })),
    read: api(`${calendar}/v1/events`, { methods: ['GET'], scopes: ['events.read'] }, () => ({
      json: { events: entries },
    })),
    written: api(`${calendar}/v1/events`, { methods: ['POST'], scopes: ['events.write'] }, async (request) => {
      const { title } = await request.json()
      const entry = { id: String(entries.length + 1), title, start }
      entries.push(entry)
      return Response.json(entry, { status: 201 })
    }),
  }
}

/** Signs out by the button, which leads to the provider's page and back. */
export async function leaveByButton(page: Page): Promise<void> {
  const isBack = page.waitForEvent('load')
  await page.getByTestId('sign-out').click()
  await isBack
  await see(page, 'signed-out')
}
