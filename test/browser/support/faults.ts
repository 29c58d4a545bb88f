import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What is wrong with a page for those who do not see it, or see little: in the light and in the dark, on a desk and on a phone. */
export async function findFaults(page: Page): Promise<readonly string[]> {
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

/** Looks at a page in one state after the other, and keeps what is wrong in each. */
export function createLook(page: Page) {
  const faults: Record<string, readonly string[]> = {}
  const look = async (state: string): Promise<void> => {
    const found = await findFaults(page)
    if (found.length) faults[state] = found
  }
  return { faults, look }
}
