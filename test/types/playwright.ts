// What Playwright Test and Playwright alone make of the door's types, which import neither.
import { test as base, expect } from '@playwright/test'
import { type AuthFixtureOptions, type AuthFixtures, authFixture, interceptAuth } from 'latchkey/testing/playwright'
import { chromium } from 'playwright-core'

const options: AuthFixtureOptions = {
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  signIn: (page) => page.getByRole('button', { name: 'Sign in', exact: true }).click(),
}

const fixtures = base.extend<AuthFixtures>(authFixture(options))

fixtures('has the fixtures beside those of Playwright', async ({ page, context, signedInAs, api, provider }) => {
  const calls = api('**/v1/**', { scopes: ['events.read'] }, () => ({ json: { events: [] } }))
  api(/v2/, {}, () => ({ body: Buffer.from([1]) }))
  await signedInAs({ sub: 'ada', name: 'Ada' }, { page, scopes: ['openid'] })
  await context.clearCookies()
  provider.lie('unreachable')
  expect(calls[0]?.status.toFixed()).toBe('200')
  // @ts-expect-error: a user has a `sub`
  await signedInAs({ name: 'Ada' })
  // @ts-expect-error: there is no such member
  api('**', { scope: 'events.read' }, () => ({}))
})

export async function alone(): Promise<void> {
  const context = await (await chromium.launch()).newContext()
  const auth = await interceptAuth(context, options, 'http://localhost:5173/')
  await auth.signedInAs({ sub: 'ada' }, { page: await context.newPage() })
}
