import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Demo } from '../../../demo/server/start-demo.js'
import { askedOfProvider, askedSince, CODE_EXCHANGE, callCalendar, see, seeCalendar, signIn, signOut } from './demo.js'
import { createLook } from './faults.js'
import type { Profile } from './profiles.js'

/** Where a deep link leads, and where it is to end. */
const DEEP_LINK = '/calendar?week=48#first'
const DISCOVERY = 'GET /.well-known/openid-configuration'
/** Longer than any router waits before it preloads what a pointer rests on. */
const REST_MS = 700

/** What every app of `demo/apps` does for its user, whatever it is written with. */
export function tellAppStory(demo: () => Demo, newProfile: () => Promise<Profile>): void {
  const open = async (path = '/') => (await newProfile()).openTab(`${demo().app}${path}`)

  it('signs its user in, shows who they are, calls the calendar, and leaves axe nothing to find (18.7)', async () => {
    const page = await open()
    const { faults, look } = createLook(page)

    await see(page, 'signed-out')
    await look('signed out')
    await signIn(page)
    await seeCalendar(page)

    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    expect(page.url()).toBe(`${demo().app}/`)
    expect(await callCalendar(page)).toBe('201')
    await look('signed in, with an entry')
    expect(faults).toEqual({})
  })

  it('never shows "Sign in" to a user who loads the page again', async () => {
    const page = await open()
    await watchSignIn(page)
    await page.reload()
    await see(page, 'signed-out')
    const forNobody = await shownSignIn(page)
    await signIn(page)

    await page.reload()
    await seeCalendar(page)

    expect(forNobody).toBe(true)
    expect(await shownSignIn(page)).toBe(false)
    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
  })

  it('leads by a deep link through the sign-in and back, with its query and hash, and stays there when the page is loaded again', async () => {
    const page = await open(DEEP_LINK)
    await consent(page)
    await seeEntries(page)
    const back = page.url()
    const before = demo().requests.length

    await page.reload()
    await seeEntries(page)

    expect([back, page.url()]).toEqual(Array(2).fill(`${demo().app}${DEEP_LINK}`))
    // Without a word to the provider.
    expect(askedOfProvider(demo(), before)).toEqual([])
  })

  it('does nothing for a pointer that rests on a link for signed-in users, and asks whoever follows it to sign in', async () => {
    const page = await open()
    await see(page, 'signed-out')
    const before = demo().requests.length

    await page.getByTestId('calendar-link').hover()
    await page.getByTestId('calendar-link').focus()
    await page.waitForTimeout(REST_MS)

    expect(page.url()).toBe(`${demo().app}/`)
    // What a press would want first is fetched ahead.
    expect(askedOfProvider(demo(), before).filter((asked) => asked !== DISCOVERY)).toEqual([])
    expect(await page.getByTestId('error').isVisible()).toBe(false)

    await page.getByTestId('calendar-link').click()
    await consent(page)
    await seeEntries(page)

    expect(page.url()).toBe(`${demo().app}/calendar`)
  })

  it('goes back and forth between its pages', async () => {
    const page = await open()
    await signIn(page)
    await seeCalendar(page)
    await page.getByTestId('calendar-link').click()
    await page.waitForURL(`${demo().app}/calendar`)
    await page.getByTestId('todo').first().waitFor({ state: 'detached' })
    const before = demo().requests.length

    await goBack(page)
    await page.waitForURL(`${demo().app}/`)
    await page.getByTestId('todo').first().waitFor()
    await seeCalendar(page)

    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    expect(askedOfProvider(demo(), before)).toEqual([])
  })

  it('leads the keyboard past its header, to the list of each page', async () => {
    const page = await open('/calendar')
    await consent(page)
    await seeEntries(page)

    const skip = async () => {
      await page.locator('.skip').focus()
      await page.keyboard.press('Enter')
      await page.locator('#list:focus').waitFor()
      return page.locator('#list h2').textContent()
    }
    const ofCalendar = await skip()
    await page.goto(demo().app)
    await seeCalendar(page)

    expect([ofCalendar, await skip()]).toEqual(['Your calendar', 'To do'])
  })

  it('signs its user out, shows nothing of them any more, and leads by a deep link to its first page, and asks nobody', async () => {
    const page = await open()
    await signIn(page)
    await callCalendar(page)

    await signOut(page)

    await page.getByTestId('reason').filter({ hasText: 'You are signed out.' }).waitFor()
    expect(await page.getByText('Lovelace').count()).toBe(0)
    expect(await page.getByTestId('calendar-entry').filter({ visible: true }).count()).toBe(0)
    const before = demo().requests.length

    await page.goto(`${demo().app}${DEEP_LINK}`)
    await page.waitForURL(`${demo().app}/`)
    await page.getByTestId('todo').first().waitFor()

    expect(askedSince(demo(), before)).toEqual([])
  })

  it.each([
    ['presses "Sign in"', 'sign-in'],
    ['follows a link for signed-in users', 'calendar-link'],
  ])('says so to whoever %s while the provider is down, and works again after that', async (_, button) => {
    const page = await open()
    await see(page, 'signed-out')
    await page.route(`${demo().provider}/**`, (route) => route.abort())

    await page.getByTestId(button).click()
    await page.getByTestId('error').filter({ hasText: /./, visible: true }).waitFor()
    const code = await page.getByTestId('error-code').textContent()
    await page.unrouteAll()
    const before = demo().requests.length
    await signIn(page)

    expect(code).toMatch(/unreachable$/)
    expect(askedOfProvider(demo(), before)).toContain(CODE_EXCHANGE)
  })
}

/** Goes through the provider's pages, which a guard has led to. */
async function consent(page: Page): Promise<void> {
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('consent-allow').click()
  await see(page, 'signed-in')
}

/** Waits until the page of the calendar has its answer: entries of a test before, or none. */
async function seeEntries(page: Page): Promise<void> {
  await page.getByTestId('calendar-entry').or(page.getByText('No entries yet')).first().waitFor()
}

/** As a user does. Firefox never tells a driver that it has gone back. */
async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => void setTimeout(() => history.back(), 10))
}

/** From the next document on, keeps whether "Sign in" was ever to be seen. */
async function watchSignIn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const look = (): void => {
      const button = document.querySelector('[data-testid="sign-in"]')
      if (button?.checkVisibility()) Object.assign(window, { hasShownSignIn: true })
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
  })
}

async function shownSignIn(page: Page): Promise<boolean> {
  return page.evaluate(() => 'hasShownSignIn' in window)
}
