import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { callCalendar, see, signIn, useDemo } from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const newProfile = useProfiles()
const demo = useDemo()

/** By how many pixels the page is wider than the screen. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, testId)) return
  }
  throw new Error(`${testId} cannot be reached with the Tab key`)
}

describe('on a phone, 360 pixels wide', () => {
  it('no page is wider than the screen: signed out, at the provider, signed in, after a call', async () => {
    const page = await (await newProfile()).openTab()
    await page.setViewportSize({ width: 360, height: 740 })
    const widths: Record<string, number> = {}

    await page.goto(demo().app)
    await see(page, 'signed-out')
    widths['signed out'] = await overflow(page)
    await page.getByTestId('sign-in').click()
    await page.getByTestId('persona-ada').waitFor()
    widths['at the provider'] = await overflow(page)
    await page.getByTestId('persona-ada').click()
    await page.getByTestId('consent-allow').waitFor()
    widths['at the consent page'] = await overflow(page)
    await page.getByTestId('consent-allow').click()
    await see(page, 'signed-in')
    await callCalendar(page)
    await page.getByTestId('show-id-token').click()
    await page.getByTestId('id-token-challenge').waitFor()
    widths['signed in'] = await overflow(page)

    expect(widths).toEqual({ 'signed out': 0, 'at the provider': 0, 'at the consent page': 0, 'signed in': 0 })
  })
})

describe('with the keyboard alone', () => {
  it('the user signs in, calls the calendar and signs out', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await see(page, 'signed-out')

    await tabTo(page, 'sign-in')
    await page.keyboard.press('Enter')
    await page.getByTestId('persona-ada').waitFor()
    await tabTo(page, 'persona-ada')
    await page.keyboard.press('Enter')
    await page.getByTestId('consent-allow').waitFor()
    await tabTo(page, 'consent-allow')
    await page.keyboard.press('Enter')
    await see(page, 'signed-in')
    await tabTo(page, 'todo-to-calendar')
    await page.keyboard.press('Enter')
    await page.getByTestId('todo-result').and(page.locator('[data-status="201"]')).first().waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.reload()
    await see(page, 'signed-in')
    await tabTo(page, 'sign-out')
    await page.keyboard.press('Enter')
    // The browser puts the focus there when it draws the page, which may be later than the button.
    await page.getByTestId('confirm-sign-out').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')

    await see(page, 'signed-out')
  })

  it('shows where the focus is', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await see(page, 'signed-out')

    await tabTo(page, 'sign-in')

    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)
    expect(outline).not.toBe('none')
  })
})

describe('in the dark', () => {
  it('the page is dark, and in the light it is light', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    const brightness = () =>
      page.evaluate(() => {
        const colour = getComputedStyle(document.body).backgroundColor
        return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)
      })

    await page.emulateMedia({ colorScheme: 'light' })
    const light = await brightness()
    await page.emulateMedia({ colorScheme: 'dark' })

    await expect.poll(brightness).toBeLessThan(light)
  })
})
