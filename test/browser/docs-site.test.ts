import { posix } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchHeadlessShell } from '../../tools/browser.mjs'
import { findFaultsOf, follow, LOOKS, openQuietly, showIn, VISITS } from './support/docs-page.js'
import { BASE, buildDocsSite, type DocsSite } from './support/docs-site.js'

let site: DocsSite
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([buildDocsSite(), launchHeadlessShell()])
})
afterAll(() => Promise.all([site?.close(), browser?.close()]))

describe('the site of the docs', () => {
  it('18.2: links to pages and files that it has, and to headings of them', () => {
    const anchors = new Map(site.pages.map((page) => [toAddress(page), toAnchors(site.read(page))]))
    const dead = site.pages.flatMap((page) =>
      toLinks(site.read(page))
        .filter((href) => !isThere(anchors, page, href))
        .map((href) => `${page} → ${href}`),
    )

    expect(anchors.size).toBeGreaterThan(100)
    expect(dead).toEqual([])
  })

  it('18.2: lists every page in llms.txt, each with a sentence, and has the text of each in llms-full.txt', () => {
    const listed = [...site.read('llms.txt').matchAll(/^- \[[^\]]+\]\(([^)]+)\): (.+)$/gm)]
    const whole = site.read('llms-full.txt')
    const texts = site.pages.map((page) => page.replace(/html$/, 'md'))

    expect(listed.map(([, file]) => file).sort()).toEqual(texts)
    expect(listed.filter(([, , sentence = '']) => sentence.length < 12 || sentence.length > 400)).toEqual([])
    expect(texts.filter((file) => !whole.includes(site.read(file)))).toEqual([])
  })

  it('18.2: finds a term that stands on a page, and asks nobody else for it', async () => {
    const { page, complaints } = await openQuietly(browser, site.origin)
    await page.goto(site.origin + BASE)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('is none mTLS token_type')
    const found = page.getByRole('listbox').getByRole('option')
    await found.first().waitFor()
    await found.locator('a[href*="/errors/"]').first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()

    expect(new URL(page.url()).pathname).toMatch(/^\/latchkey\/errors\//)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('18.2: has on no page anything for axe to find, in the light on a desk and in the dark on a phone', async () => {
    const faults: string[] = []
    const visit = async ([look, rules]: (typeof VISITS)[number]) => {
      const { page, complaints } = await openQuietly(browser, site.origin)
      await showIn(page, look, site.origin + BASE, site.axe)
      for (const address of site.pages.map(toAddress)) {
        await follow(page, address)
        const found = [...(await findFaultsOf(page, rules)), ...complaints.splice(0)]
        faults.push(...found.map((fault) => `${address}, ${look}: ${fault}`))
      }
      await page.context().close()
    }
    await Promise.all(VISITS.map(visit))

    expect(faults).toEqual([])
    // Half a minute: only a hang reaches it.
  }, 600_000)

  it.each(LOOKS)(
    '18.2: stands every rule of axe in the %s at %i pixels, with what is on every page',
    async (...look) => {
      const { page, complaints } = await openQuietly(browser, site.origin)
      const faults: string[] = []
      for (const name of ['', 'errors/token-invalid', 'recipes']) {
        await showIn(page, look, site.origin + BASE + name, site.axe)
        faults.push(...(await findFaultsOf(page, 'all')).map((fault) => `${name}: ${fault}`))
      }

      expect([...faults, ...complaints]).toEqual([])
      await page.context().close()
    },
  )

  it('is told of what is wrong with a page: a faint text, a width, another origin, a word in the console', async () => {
    const { page, complaints } = await openQuietly(browser, site.origin)
    const faults: (readonly string[])[] = []
    for (const [look, rules] of VISITS) {
      await showIn(page, look, `${site.origin}${BASE}errors/token-invalid`, site.axe)
      await page.evaluate(() => {
        const text = document.querySelector('.vp-doc p') as HTMLElement
        text.style.cssText = 'color: #888; background: #999; width: 500px'
        document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/beacon.png', alt: '' }))
        console.error('A complaint')
      })
      faults.push(await findFaultsOf(page, rules))
    }

    const contrast = expect.stringMatching(/^color-contrast: /)
    const width = expect.stringMatching(/^\d+ pixels too wide/)
    expect(faults).toEqual([expect.arrayContaining([contrast]), expect.arrayContaining([contrast, width])])
    expect(complaints).toEqual(expect.arrayContaining(['asks http://127.0.0.1:9', 'A complaint']))
    await page.context().close()
  })
})

/** Where a page stands: `/latchkey/errors` is errors.html. */
const toAddress = (page: string): string => BASE + page.replace(/(^|\/)index\.html$|\.html$/, '$1')

const toLinks = (html: string): readonly string[] =>
  [...html.matchAll(/<(?:a|link|img|script)\b[^>]*? (?:href|src)="([^"]*)"/g)].map(([, href = '']) => href)

const toAnchors = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id))

function isThere(anchors: ReadonlyMap<string, ReadonlySet<string>>, page: string, href: string): boolean {
  const { origin, pathname, hash } = new URL(href, `http://localhost${toAddress(page)}`)
  if (origin !== 'http://localhost') return true
  if (!pathname.startsWith(BASE)) return false
  const ids = anchors.get(pathname)
  if (!ids) return site.has(posix.relative(BASE, pathname))
  return hash === '' || ids.has(decodeURIComponent(hash.slice(1)))
}
