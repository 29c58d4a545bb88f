import type { Browser, Locator, Page } from 'playwright-core'
import type { Demo } from './server/start-demo.js'

/** How long the page may take to show what a step waits for, in milliseconds. */
const PATIENCE_MILLISECONDS = 60_000

/** A step that did not show what it should. The message names the step, what was expected and what was seen. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'

  constructor(step: string, expected: string, seen: string) {
    super(`${step}: expected ${expected}, but saw ${seen}`)
  }
}

/** A page of the app, and what the browser complained about there: Content Security Policy, Trusted Types, exceptions. */
interface Shown {
  readonly page: Page
  readonly complaints: readonly string[]
}

/** What the steps of the demo play in. */
export interface Story extends Shown {
  readonly demo: Demo
}

/** One step: its name, and what plays it and tells what the page showed. */
export type Step<Played extends Shown = Story> = readonly [
  name: string,
  play: (story: Played, name: string) => Promise<string>,
]

interface Stage<Played extends Shown> {
  readonly browser: Pick<Browser, 'newContext'>
  /** Whether what is complained about at an address is ours to mend. It is unless told. */
  readonly isOurs?: (url: string) => boolean
  readonly tell: (line: string) => void
  readonly toStory: (shown: Shown) => Played | Promise<Played>
}

/** Plays steps in a page of their own, and tells of each what the page showed. Throws at the first that fails. */
export async function playSteps<Played extends Shown>(
  steps: readonly Step<Played>[],
  { browser, isOurs = () => true, tell, toStory }: Stage<Played>,
): Promise<void> {
  const context = await browser.newContext()
  context.setDefaultTimeout(PATIENCE_MILLISECONDS)
  const page = await context.newPage()
  const complaints: string[] = []
  const complain = (text: string) => {
    if (isOurs(page.url())) complaints.push(text)
  }
  page.on('pageerror', (error) => complain(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complain(message.text())
  })
  const story = await toStory({ page, complaints })
  const width = Math.max(...steps.map(([name]) => name.length))
  try {
    for (const [name, play] of steps) tell(`✓ ${name.padEnd(width)}  ${await playStep(name, play, story)}`)
  } finally {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await context.close()
  }
}

async function playStep<Played extends Shown>(name: string, play: Step<Played>[1], story: Played): Promise<string> {
  try {
    return await play(story, name)
  } catch (error) {
    if (error instanceof CheckFailed) throw error
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new CheckFailed(name, 'the step to go through', `${sentence} at ${await describe(story.page)}`)
  }
}

/** The step that says that nothing was complained about. */
export async function keepPolicy({ complaints }: Shown, step: string): Promise<string> {
  if (complaints.length > 0) throw new CheckFailed(step, 'no complaint of the browser', complaints.join(' | '))
  return 'no violation of the Content Security Policy or of Trusted Types, no exception'
}

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
async function describe(page: Page): Promise<string> {
  const { origin, pathname } = new URL(page.url())
  const error = await textOf(page.getByTestId('error').filter({ visible: true }))
  return `${origin}${pathname}${error === '' ? '' : ` with “${error}”`}`
}

/** What can be read there, on one line; empty when there is no such element. */
export async function textOf(locator: Locator): Promise<string> {
  const [text = ''] = await locator.allInnerTexts()
  return text.replace(/\s+/g, ' ').trim()
}
