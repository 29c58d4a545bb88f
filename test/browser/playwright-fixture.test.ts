import type { AuthFixtures } from 'latchkey/testing/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { useDemoApp } from './support/app-alone.js'
import { USUAL_BROWSERS } from './support/browsers.js'
import { callCalendar, see, seeCalendar } from './support/demo.js'
import { ADA, CALENDAR, GRACE, ISSUER, leaveByButton, openIntercepted } from './support/intercepted-calendar.js'
import { useProfiles } from './support/profiles.js'

const READ_ALONE = ['openid', 'profile', 'email', 'events.read']

const app = useDemoApp({ issuer: ISSUER, api: CALENDAR })

describe.each(USUAL_BROWSERS)('16.4: the demo, driven by the fixture in %s', (_, { launch, meant }) => {
  const newProfile = useProfiles(launch, meant)

  const open = async () => openIntercepted(await newProfile(), app())

  it('signs in by the app itself, and the next page finds the session', async () => {
    const { auth, page } = await open()

    await auth.signedInAs(ADA)
    const before = auth.provider.requests.length
    await page.goto(app())
    await seeCalendar(page)

    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    expect(await page.locator('#user-email').textContent()).toBe('ada@example.com')
    expect(page.url()).toBe(`${app()}/`)
    expect(auth.provider.requests.slice(before)).toEqual([])
    auth.close()
  })

  it('calls the calendar with a token, and renews when its time is over', async () => {
    const { auth, page, calendar } = await open()
    await auth.signedInAs(ADA)
    await seeCalendar(page)

    const first = await callCalendar(page)
    auth.expireAccessToken()
    await page.getByTestId('todo-to-calendar').first().click()

    await expect.poll(() => calendar.written.map(({ status }) => status)).toEqual([201, 401, 201])
    expect(first).toBe('201')
    expect(kinds(auth)).toEqual(['authorization_code', 'refresh_token'])
    auth.close()
  })

  it('is refused for a scope that the user did not grant, asks for it and is let pass', async () => {
    const { auth, page, calendar } = await open()
    await auth.signedInAs(ADA, { scopes: READ_ALONE })
    await seeCalendar(page)

    const refused = await callCalendar(page)
    await page.getByTestId('ask-scope').click()
    await page.locator('[data-scope="events.write"][data-granted="true"]').waitFor()
    await seeCalendar(page)
    const passed = await callCalendar(page)

    expect([refused, passed]).toEqual(['403', '201'])
    expect(calendar.written.map(({ status }) => status)).toEqual([403, 201])
    auth.close()
  })

  it('changes its user: by signing out, and by coming back from a step-up as another', async () => {
    const { auth, page } = await open()
    await auth.signedInAs(ADA)
    await seeCalendar(page)

    await leaveByButton(page)
    await auth.signedInAs(GRACE, { scopes: READ_ALONE })
    await seeCalendar(page)
    const after = await page.getByTestId('user-name').textContent()
    const refused = await callCalendar(page)
    auth.provider.signIn(ADA)
    await page.getByTestId('ask-scope').click()
    await page.getByTestId('user-name').filter({ hasText: 'Ada' }).waitFor()

    expect([after, refused]).toEqual(['Grace Hopper', '403'])
    expect(await page.getByText('Hopper').count()).toBe(0)
    auth.close()
  })

  it('keeps its user while the provider is down, and tells who wants to sign in', async () => {
    const { auth, page } = await open()
    await auth.signedInAs(ADA)
    await seeCalendar(page)

    const stop = auth.provider.lie('unreachable')
    auth.expireAccessToken()
    const refused = await callCalendar(page)
    const shown = await page.getByTestId('user-name').textContent()
    await leaveByButton(page)
    await page.getByTestId('sign-in').click()
    await page.getByTestId('error-code').filter({ hasText: 'discovery-unreachable' }).waitFor()
    stop()
    await page.getByTestId('sign-in').click()
    await see(page, 'signed-in')

    expect([refused, shown]).toEqual(['401', 'Ada Lovelace'])
    auth.close()
  })

  it('waits for a provider that is slow, and shows nothing before it has answered', async () => {
    const { auth, page } = await open()
    let go: () => void = () => undefined
    const going = new Promise<void>((resolve) => {
      go = resolve
    })
    const asked = new Promise<void>((resolve) => {
      auth.provider.lie({
        respond: async (endpoint) => {
          if (endpoint !== 'token') return undefined
          resolve()
          return going.then(() => undefined)
        },
      })
    })

    const signedIn = auth.signedInAs(ADA)
    await asked
    const [meanwhile, shown] = [await page.locator('body').getAttribute('data-auth'), await hasNamed(page)]
    go()
    await signedIn
    await seeCalendar(page)

    expect([meanwhile, shown]).toEqual(['pending', false])
    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    auth.close()
  })

  it('is signed out when it renews after the user signed out elsewhere', async () => {
    const { auth, page } = await open()
    await auth.signedInAs(ADA)
    await seeCalendar(page)

    auth.signOutElsewhere()
    await page.getByTestId('calendar-refresh').click()
    await page.locator('[data-testid="notice"][data-reason="expired"]').waitFor()

    await see(page, 'signed-out')
    auth.close()
  })
})

const kinds = ({ provider }: AuthFixtures) =>
  provider.requests.flatMap(({ parameters }) => parameters['grant_type'] ?? [])

const hasNamed = (page: Page) => page.getByText('Lovelace').first().isVisible()
