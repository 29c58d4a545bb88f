import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { isCode } from './error-pages.js'
import { CHANGELOG, toAddress } from './pages.js'

type Token = ReturnType<MarkdownRenderer['parse']>[number]

/**
 * Where a link of a page leads on the site. A page's links are right in the repository, which has more files than the site:
 * `undefined` where it leads to one of those.
 */
export function toSiteLink(page: string, href: string): string | undefined {
  if (/^(\w+:|#|\/)/.test(href)) return href
  const [path = '', hash] = href.split('#')
  // The changelog is a file of the root.
  const file = posix.join(page === CHANGELOG ? '.' : 'docs', posix.dirname(page), decodeURI(path))
  const anchor = hash === undefined ? '' : `#${hash}`
  if (file === 'README.md') return '/'
  if (file === 'CHANGELOG.md') return toAddress(CHANGELOG) + anchor
  if (file === 'docs/errors.md' && hash && isCode(hash)) return `/errors/${hash}`
  if (!file.startsWith('docs/')) return undefined
  return file.endsWith('.md') ? toAddress(file.slice('docs/'.length)) + anchor : `/${file.slice('docs/'.length)}`
}

/** Links as the site has them; what leads to a file that it has not is its text alone. */
export function useSiteLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('site-links', ({ tokens, env }) => {
    for (const { type, children } of tokens)
      if (type === 'inline' && children) children.splice(0, children.length, ...relink(children, env.relativePath))
  })
}

/** Links do not nest. */
function relink(tokens: readonly Token[], page: string): readonly Token[] {
  let isOutside = false
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const link = toSiteLink(page, token.attrGet('href') ?? '')
      isOutside = link === undefined
      if (link !== undefined) token.attrSet('href', link)
    }
    return !(isOutside && /^link_/.test(token.type))
  })
}
