import { type AuthFixtures, interceptAuth } from 'latchkey/testing/playwright'
import type { Page } from 'playwright-core'
import { see } from './demo.js'
import type { Profile } from './profiles.js'

export const ISSUER = 'https://id.example.com'
export const CALENDAR = 'https://calendar.example.com'
export const ADA = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }
export const GRACE = { sub: 'grace', name: 'Grace Hopper' }

interface Entry {
  readonly id: string
  readonly title: string
  readonly start: string
}

/** The demo's calendar, as a test declares it: its entries, what it sees of a token, and the guards of each. */
function declareCalendar({ api }: AuthFixtures) {
  const entries: Entry[] = []
  const start = '2026-05-01T09:00:00Z'
  const seen = { format: 'jwt', length: 1, header: { typ: 'at+jwt' }, claims: { sub: 'somebody' }, checks: [] }
  return {
    seen: api(`${CALENDAR}/v1/debug/token`, {}, () => ({ json: seen })),
    read: api(`${CALENDAR}/v1/events`, { methods: ['GET'], scopes: ['events.read'] }, () => ({
      json: { events: entries },
    })),
    written: api(`${CALENDAR}/v1/events`, { methods: ['POST'], scopes: ['events.write'] }, async (request) => {
      const { title } = await request.json()
      const entry = { id: String(entries.length + 1), title, start }
      entries.push(entry)
      return Response.json(entry, { status: 201 })
    }),
  }
}

export type InterceptedCalendar = ReturnType<typeof declareCalendar>

/** A tab of a profile for the demo at `app`, whose provider and calendar are played by interception. */
export async function openIntercepted({ context }: Profile, app: string) {
  const auth = await interceptAuth(context, {
    issuer: ISSUER,
    clientId: 'todo-spa',
    url: app,
    signIn: (page) => page.getByTestId('sign-in').click(),
  })
  return { auth, page: await context.newPage(), calendar: declareCalendar(auth) }
}

/** Signs out by the button, which leads to the provider's page and back. */
export async function leaveByButton(page: Page): Promise<void> {
  const isBack = page.waitForEvent('load')
  await page.getByTestId('sign-out').click()
  await isBack
  await see(page, 'signed-out')
}
