import type { Page } from 'playwright-core'
import type { Demo } from '../../../demo/server/start-demo.js'

/** Waits until Postbox says whether it may act. */
export async function seePermission(page: Page, status: 'authorized' | 'signed-out'): Promise<void> {
  await page.locator(`body[data-auth="${status}"]`).waitFor({ state: 'attached' })
}

/** Lets Postbox post at the microblog like a user: button, persona, consent, and back. */
export async function allow(page: Page, { postbox }: Demo): Promise<void> {
  await page.goto(postbox)
  await page.getByTestId('allow-postbox').click()
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('allow').click()
  await seePermission(page, 'authorized')
}

/** Waits until the posts are listed, or that there are none: a list that comes later replaces the buttons in it. */
export async function seePosts(page: Page): Promise<void> {
  await page.locator('#posts > li, #posts-empty').filter({ visible: true }).first().waitFor()
}

/** Posts, and waits until the post is in the list. Gives the status that the page shows for it. */
export async function post(page: Page, text: string): Promise<string> {
  await page.getByTestId('post-input').fill(text)
  await page.getByTestId('post-add').click()
  await page.getByTestId('post').filter({ hasText: text }).waitFor()
  return (await page.getByTestId('last-result').textContent()) ?? ''
}

/** Tries to delete the newest post, and gives the status that the page shows for it. */
export async function deleteNewest(page: Page): Promise<string> {
  await page.getByTestId('post-delete').first().click()
  const result = page.getByTestId('last-result')
  await result.filter({ hasText: /^(204|4\d\d)$/ }).waitFor()
  return (await result.textContent()) ?? ''
}
