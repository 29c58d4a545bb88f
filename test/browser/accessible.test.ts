import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { BROWSERS } from './support/browsers.js'
import { useDemo } from './support/demo.js'
import { allow, deleteNewest, post, seePermission } from './support/postbox.js'
import { useProfiles } from './support/profiles.js'

/** What is wrong with a page for those who do not see it, or see little: in the light and in the dark, on a desk and on a phone. */
async function findFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 740 })
    // As text: the page's policy lets no other script in.
    await page.evaluate(axe.source)
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run()
      const { scrollWidth, clientWidth } = document.documentElement
      return [
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)),
        ...(scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} pixels too wide`] : []),
      ]
    })
    faults.push(...found.map((fault) => `${colorScheme}, ${width}: ${fault}`))
  }
  return faults
}

describe('the pages of Postbox and of the microblog', () => {
  const newProfile = useProfiles(BROWSERS.Chromium.launch, BROWSERS.Chromium.meant)
  const demo = useDemo()

  it('have nothing for axe to find, in each of their states', async () => {
    const page = await (await newProfile()).openTab(demo().postbox)
    const faults: Record<string, readonly string[]> = {}
    const look = async (state: string) => {
      const found = await findFaults(page)
      if (found.length) faults[state] = found
    }
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
    await page.getByTestId('post-input').press('Enter')
    await page.getByTestId('post-input').fill('By keyboard')
    await page.keyboard.press('Enter')
    await page.getByTestId('post').filter({ hasText: 'By keyboard' }).waitFor()
    await page.getByTestId('post-delete').first().press('Enter')
    await page.getByTestId('ask-more').press('Enter')
    await page.getByTestId('allow').press('Enter')
    await seePermission(page, 'authorized')
    await page.getByTestId('post-delete').first().press('Enter')

    await page.getByTestId('last-result').filter({ hasText: '204' }).waitFor()
    await page.getByTestId('post-input').and(page.locator(':focus')).waitFor()
  })
})
