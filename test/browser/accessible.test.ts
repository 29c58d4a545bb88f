import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { BROWSERS } from './support/browsers.js'
import { callCalendar, see, seeCalendar, useDemo } from './support/demo.js'
import { createLook, findFaults } from './support/faults.js'
import { allow, deleteNewest, post, seePermission, seePosts } from './support/postbox.js'
import { useProfiles } from './support/profiles.js'

describe('18.7 the to-do list and the pages of its provider', () => {
  const newProfile = useProfiles(BROWSERS.Chromium.launch, BROWSERS.Chromium.meant)
  // With the links to the guides, which lead to nothing here.
  const demo = useDemo({ guides: 'http://localhost:5175' })

  it('have nothing for axe to find, in each of their states', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    const { faults, look } = createLook(page)
    await see(page, 'signed-out')
    await look('signed out')
    await page.getByTestId('sign-in').click()
    await page.getByTestId('persona-ada').waitFor()
    await look('the provider asks who it is')
    await page.getByTestId('persona-ada').click()
    await page.getByTestId('refuse').waitFor()
    await look('the provider asks for consent')
    await page.getByTestId('refuse').click()
    await page.getByTestId('error').waitFor()
    await look('declined')
    await page.getByTestId('sign-in').click()
    await page.getByTestId('scope-events.write').uncheck()
    await page.getByTestId('consent-allow').click()
    await see(page, 'signed-in')
    await seeCalendar(page)
    await look('signed in, may only read')
    expect(await callCalendar(page)).toBe('403')
    await look('signed in, refused by the calendar')
    await page.getByTestId('ask-scope').click()
    await page.getByTestId('consent-allow').click()
    await page.waitForURL(`${demo().app}/`)
    await see(page, 'signed-in')
    await seeCalendar(page)
    expect(await callCalendar(page)).toBe('201')
    await page.getByTestId('calendar-entry').waitFor()
    await page.getByTestId('show-id-token').click()
    await page.getByTestId('id-token-challenge').waitFor()
    await page.getByTestId('read-token').click()
    await page.getByTestId('read-token-result').waitFor()
    await page.getByTestId('call-other').click()
    await page.getByTestId('call-other-result').waitFor()
    await look('signed in, with an entry, and each mistake tried')
    await page.getByTestId('format-reference').check()
    await page.locator('#letter[data-format="reference"]').waitFor()
    await look('signed in, with a reference')
    await page.getByTestId('sign-out').click()
    await page.getByTestId('confirm-sign-out').waitFor()
    await look('the provider asks whether to sign out')
    await page.getByTestId('confirm-sign-out').click()
    await see(page, 'signed-out')
    await page.getByTestId('reason').waitFor()
    await look('signed out again')
    await page.goto(`${demo().provider}/auth?client_id=nobody`)
    await look('the provider refuses an app')

    expect(faults).toEqual({})
  })
})

describe('the pages of Postbox and of the microblog', () => {
  const newProfile = useProfiles(BROWSERS.Chromium.launch, BROWSERS.Chromium.meant)
  // With the links to the guides, which lead to nothing here.
  const demo = useDemo({ guides: 'http://localhost:5175' })

  it('have nothing for axe to find, in each of their states', async () => {
    const page = await (await newProfile()).openTab(demo().postbox)
    const { faults, look } = createLook(page)
    await seePermission(page, 'signed-out')
    await look('Postbox, not allowed')
    await page.getByTestId('allow-postbox').click()
    await page.getByTestId('persona-ada').waitFor()
    await look('the microblog asks who it is')
    await page.getByTestId('persona-ada').click()
    await page.getByTestId('allow').waitFor()
    await look('the microblog asks for consent')
    await page.getByTestId('allow').click()
    await seePermission(page, 'authorized')
    await post(page, 'The engine weaves')
    await look('Postbox, allowed')
    await deleteNewest(page)
    await page.getByTestId('refusal').waitFor()
    await look('Postbox, refused')
    await page.getByTestId('ask-more').click()
    await page.getByTestId('refuse').click()
    await page.getByTestId('reason').waitFor()
    await look('Postbox, declined')
    await page.goto(demo().microblog)
    await page.getByTestId('take-back').waitFor()
    await look('the posts, with what was allowed')
    await page.goto(`${demo().microblog}/nowhere`)
    await look('no such page')

    expect(faults).toEqual({})
  })

  it('is told of a fault when there is one', async () => {
    const page = await (await newProfile()).openTab(demo().microblog)
    await page.getByTestId('microblog-sign-in').evaluate((link) => link.replaceChildren())

    expect(await findFaults(page)).toContainEqual(expect.stringContaining('link-name'))
  })

  it('are used with the keyboard alone', async () => {
    const page = await (await newProfile()).openTab()
    await allow(page, demo())
    await seePosts(page)
    await pressEnter(page.getByTestId('post-input'))
    await page.getByTestId('post-input').fill('By keyboard')
    await page.keyboard.press('Enter')
    await page.getByTestId('post').filter({ hasText: 'By keyboard' }).waitFor()
    await pressEnter(page.getByTestId('post-delete').first())
    await pressEnter(page.getByTestId('ask-more'))
    await pressEnter(page.getByTestId('allow'))
    await seePermission(page, 'authorized')
    await seePosts(page)
    await pressEnter(page.getByTestId('post-delete').first())

    await page.getByTestId('last-result').filter({ hasText: '204' }).waitFor()
    await page.getByTestId('post-input').and(page.locator(':focus')).waitFor()
  })
})

/**
 * Presses Enter at what is shown. `press` alone does not wait for that: what is still hidden takes no focus, and the key goes
 * to the button that was pressed before.
 */
async function pressEnter(place: Locator): Promise<void> {
  await place.waitFor()
  await place.focus()
  await place.and(place.page().locator(':focus')).waitFor()
  await place.page().keyboard.press('Enter')
}
