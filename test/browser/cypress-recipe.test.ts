import { readFileSync } from 'node:fs'
import type { BrowserContext, Route } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { readPage } from '../docs/pages.js'
import { interceptApi, interceptProvider } from './recipes/cypress-auth.js'
import { useDemoApp } from './support/app-alone.js'
import { callCalendar, see, seeCalendar } from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const ISSUER = 'https://id.example.com'
const CALENDAR = 'https://calendar.example.com'
const FILE = 'test/browser/recipes/cypress-auth.ts'

const app = useDemoApp({ issuer: ISSUER, api: CALENDAR })
const newProfile = useProfiles()

/** `cy.intercept`, as far as the recipe takes it, by the routes of a context: Cypress itself is not there. */
function intercept(context: BrowserContext): void {
  const toRequest = (route: Route) => ({
    url: route.request().url(),
    method: route.request().method(),
    headers: route.request().headers(),
    body: route.request().postData() ?? '',
    done: Promise.resolve(),
    reply(answer: { statusCode: number; headers: Record<string, string>; body: string }) {
      this.done = route.fulfill({ status: answer.statusCode, headers: answer.headers, body: answer.body })
    },
    redirect(location: string, status = 302) {
      this.done = route.fulfill({ status, headers: { location } })
    },
    destroy() {
      this.done = route.abort()
    },
  })
  const routed: Pick<typeof cy, 'intercept'> = {
    intercept: (url, handler) =>
      context.route(url, async (route) => {
        const request = toRequest(route)
        await handler(request)
        await request.done
      }),
  }
  Object.assign(globalThis, { cy: routed })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'cy'))
}

it('16.4: the handlers of the recipe for Cypress sign in, answer calls and refuse them, in Chromium', async () => {
  const { context, openTab } = await newProfile()
  intercept(context)
  const provider = interceptProvider(ISSUER, 'todo-spa', app())
  provider.signIn({ sub: 'ada', name: 'Ada Lovelace' })
  const seen = { format: 'jwt', length: 1, header: { typ: 'at+jwt' }, claims: { sub: 'ada' }, checks: [] }
  const own = { provider, app: app() }
  interceptApi({ ...own, url: `${CALENDAR}/v1/debug/**` }, () => Response.json(seen))
  interceptApi({ ...own, url: `${CALENDAR}/v1/events`, scopes: ['events.write'] }, ({ method }) =>
    method === 'POST' ? Response.json({ id: '1' }, { status: 201 }) : Response.json({ events: [] }),
  )
  const page = await openTab(app())

  await page.getByTestId('sign-in').click()
  await see(page, 'signed-in')
  await seeCalendar(page)
  const first = await callCalendar(page)
  provider.expireAccessTokens()
  await page.getByTestId('calendar-refresh').click()
  await expect.poll(() => provider.requests.filter(({ endpoint }) => endpoint === 'token').length).toBe(2)
  interceptApi({ ...own, url: `${CALENDAR}/v1/events`, scopes: ['events.admin'] }, () => Response.json({}))
  await page.getByTestId('calendar-refresh').click()
  await page.getByTestId('calendar-result').and(page.locator('[data-status="403"]')).waitFor()

  expect(first).toBe('201')
  expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
})

it('16.4: docs/testing/cypress.md shows the handlers that run here', () => {
  const shown = readFileSync(FILE, 'utf8')

  expect(readPage('docs/testing/cypress.md')).toContain(`\`\`\`ts\n// cypress/support/auth.ts\n${shown}\`\`\``)
})
