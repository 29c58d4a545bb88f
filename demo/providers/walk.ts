import type { Person, ProviderPage } from './provider.js'
import { pause, type Tab } from './tab.js'

const PATIENCE_MS = 30_000

/** A user who is left at a page of the provider that leads nowhere. */
export class Stranded extends Error {
  override readonly name = 'Stranded'
}

/**
 * Plays a user at the pages of a provider until they are where they belong. Gives how often they were asked who they are.
 * @throws Stranded where no page that is known comes, or one does not let them on.
 */
export async function walk(
  tab: Tab,
  pages: readonly ProviderPage[],
  { person, isThere }: { readonly person: Person; readonly isThere: () => Promise<boolean> },
): Promise<number> {
  let asked = 0
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause()) {
    if (await isThere()) return asked
    try {
      const page = await findPage(tab, pages)
      if (!page) continue
      if (page.asks) asked += 1
      await page.act(tab, person)
    } catch {
      // The document went away meanwhile, or the window: the next look says where the user is.
    }
  }
  throw new Stranded(await lookAt(tab))
}

/** The page that the tab shows. Each document is played once: what it leads to is another. */
async function findPage(tab: Tab, pages: readonly ProviderPage[]): Promise<ProviderPage | undefined> {
  const selectors = pages.map(({ see }) => see)
  const index = await tab.run((all) => {
    const { dataset } = document.documentElement
    if (document.readyState !== 'complete') return -1
    const at = all.findIndex((selector) => document.querySelector(selector))
    if (at < 0 || dataset['played'] === String(at)) return -1
    dataset['played'] = String(at)
    return at
  }, selectors)
  return pages[index]
}

async function lookAt(tab: Tab): Promise<string> {
  const address = await tab.address()
  const text = await tab.run(() => document.body?.innerText ?? '').catch(() => '')
  return `The user is left at ${new URL(address).pathname}: “${text.trim().replace(/\s+/g, ' ').slice(0, 120)}”`
}
