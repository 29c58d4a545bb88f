import type { Locator, Page } from 'playwright-core'
import type { Demo } from './server/start-demo.js'

/** A step that did not show what it should. The message names the step, what was expected and what was seen. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'

  constructor(step: string, expected: string, seen: string) {
    super(`${step}: expected ${expected}, but saw ${seen}`)
  }
}

/** What the steps play in. */
export interface Story {
  readonly demo: Demo
  readonly page: Page
  /** What the browser complained about: Content Security Policy, Trusted Types, exceptions. */
  readonly complaints: readonly string[]
}

/** One step: its name, and what plays it and tells what the page showed. */
export type Step = readonly [name: string, play: (story: Story, name: string) => Promise<string>]

/** Waits until an element's text is as expected and answers with it. */
export async function see(step: string, locator: Locator, expected: RegExp): Promise<string> {
  try {
    await locator.filter({ hasText: expected }).waitFor()
    return await textOf(locator)
  } catch {
    // The timeout says less than the page does.
    throw new CheckFailed(
      step,
      `${expected} in ${locator}`,
      `“${await textOf(locator)}” at ${await describe(locator.page())}`,
    )
  }
}

/** Where the browser is, without the query, which may hold a code; and the error that the app shows, if it does. */
export async function describe(page: Page): Promise<string> {
  const { origin, pathname } = new URL(page.url())
  const error = await textOf(page.getByTestId('error').filter({ visible: true }))
  return `${origin}${pathname}${error === '' ? '' : ` with “${error}”`}`
}

/** What can be read there, on one line; empty when there is no such element. */
export async function textOf(locator: Locator): Promise<string> {
  const [text = ''] = await locator.allInnerTexts()
  return text.replace(/\s+/g, ' ').trim()
}
