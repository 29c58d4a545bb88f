import type axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

/** A colour scheme and a width in pixels. */
export type Look = readonly ['light' | 'dark', number]

const DESK: Look = ['light', 1280]
const PHONE: Look = ['dark', 360]
export const LOOKS: readonly Look[] = [DESK, PHONE, ['light', 360], ['dark', 1280]]

/** How every page is looked at. What a page says is the same in each look, so one of them is enough for most rules. */
export const VISITS = [
  [DESK, 'content'],
  [PHONE, 'looks'],
] as const

/** What is not looked at again on every page: what stands on each, and the colours of code, of which there is one palette. */
const EXCLUDED = { all: [], content: ['.VPNav', '.VPSidebar'], looks: ['.VPNav', '.VPSidebar', 'pre code'] }

/** The rules about colours, and about what has room. */
const OF_LOOKS = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size']

/** A page whose complaints are kept: what it says in the console, throws, and asks of another origin than that of the site. */
export async function openQuietly(browser: Browser, origin: string) {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  context.setDefaultTimeout(120_000)
  const complaints: string[] = []
  context.on('console', (message) => complaints.push(message.text()))
  context.on('weberror', (error) => complaints.push(error.error().message))
  await context.route(
    (url) => url.origin !== origin,
    (route) => {
      complaints.push(`asks ${new URL(route.request().url()).origin}`)
      return route.abort()
    },
  )
  return { page: await context.newPage(), complaints }
}

/** Shows a page in a look, with axe in it. */
export async function showIn(page: Page, [colorScheme, width]: Look, address: string, axe: string): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 800 })
  await page.goto(address)
  await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor()
  await page.addScriptTag({ url: axe })
}

/** Follows a link to another page of the site, as a reader does: axe is still there. */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.body.appendChild(Object.assign(document.createElement('a'), { href }))
    link.click()
    link.remove()
  }, address)
  await page.locator(`.vp-doc.${address.replace(/[./]+/g, '_')}`).waitFor()
}

/** What is wrong with a page for those who see little, or see it on a phone: by all rules, or by those of looks in what is not on every page. */
export function findFaultsOf(page: Page, kind: keyof typeof EXCLUDED): Promise<readonly string[]> {
  return page.evaluate(run, {
    ...(kind === 'looks' && { runOnly: [...OF_LOOKS] }),
    exclude: EXCLUDED[kind],
  })
}

// Runs in the page.
async function run({ exclude, ...rules }: { exclude: string[]; runOnly?: string[] }): Promise<readonly string[]> {
  // Most of the time goes into telling what passes.
  const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run(
    { include: ['html'], exclude },
    { resultTypes: ['violations'], ...rules },
  )
  const { scrollWidth, clientWidth } = document.documentElement
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)),
    ...(scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} pixels too wide`] : []),
  ]
}
