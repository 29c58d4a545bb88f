import type { Browser } from 'playwright-core'
import { checkElsewhere } from '../../demo/check-elsewhere.js'
import type { ElsewhereDemo } from '../../demo/server/start-elsewhere.js'

/** What the story of the to-do app at another provider goes through. */
export const STEPS = [
  'log in',
  'add an entry',
  'delete it',
  'show the ID token',
  'read the token',
  'reload',
  'log out',
  'keep the policy',
]

/** Plays the story, and gives the names of the steps that went through. */
export async function play(
  demo: ElsewhereDemo,
  browser: Pick<Browser, 'newContext'> | undefined,
): Promise<readonly string[]> {
  if (!browser) throw new Error('A browser starts before the tests')
  const lines: string[] = []
  await checkElsewhere(demo, browser, (line) => lines.push(line))
  return lines.map((line) => /^✓ (.*?) {2,}\S/.exec(line)?.[1] ?? line)
}
