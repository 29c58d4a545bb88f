import type { DefaultTheme } from 'vitepress'
import { readErrorPages } from './error-pages.js'
import { readGroups } from './groups.js'
import { type Page, toAddress } from './pages.js'

type Item = DefaultTheme.SidebarItem

const toItem = ({ title: text, file }: Page): Item => ({ text, link: toAddress(file) })

/** The way through the whole site; and beside the pages of the codes, of which there are many, the codes alone. */
export function toSidebar(): DefaultTheme.SidebarMulti {
  return { '/': toMain(), '/errors/': [{ text: 'Errors', link: '/errors' }, ...toCodes()] }
}

function toMain(): Item[] {
  return readGroups()
    .filter(({ pages: [first] }) => !first?.file.startsWith('errors/'))
    .map(({ title, pages, isShut }) => {
      const [first, ...others] = pages
      if (first && !others.length) return toItem(first)
      if (!first || !isShut) return { text: title, items: pages.map(toItem) }
      // With a link of its own: what opens a group would otherwise stand inside what opens it, a button in a button.
      return { text: title, link: toAddress(first.file), items: others.map(toItem), collapsed: true }
    })
}

function toCodes(): Item[] {
  const pages = readErrorPages()
  return [...new Set(pages.map(({ part }) => part))].map((part) => ({
    text: part,
    items: pages.filter((page) => page.part === part).map(toItem),
  }))
}
