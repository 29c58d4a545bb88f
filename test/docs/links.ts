import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { toSlug } from '../../docs/.vitepress/site/slug.js'

/** What `npm run docs` writes: what a link to it finds is looked at where the site is. */
const WRITTEN = /^docs\/reference\//

/** The links of a page that lead to no file of the repository, or to no heading of it; or of the package, if `folder` has that. */
export function findDeadLinks(page: string, text: string, folder = '.'): readonly string[] {
  return toLinks(text).filter((href) => {
    if (/^\w+:/.test(href)) return false
    const [path = '', anchor] = href.split('#')
    const file = path ? posix.join(posix.dirname(page), decodeURI(path)) : page
    if (folder === '.' && WRITTEN.test(file)) return false
    const place = posix.join(folder, file)
    if (file !== page && !existsSync(place)) return true
    return anchor !== undefined && !toAnchors(file === page ? text : readFileSync(place, 'utf8')).has(anchor)
  })
}

/** Paths of pages that stand where a reader of the site needs a link by its title: in prose, and as the text of a link. */
export const findBarePaths = (text: string): readonly string[] =>
  [
    ...withoutBlocks(text)
      .replace(/`[^`\n]+`/g, '')
      .replace(/\]\([^)\s]+\)/g, ']')
      .matchAll(/(?<![\w/])(?:docs|start|guides|providers|testing|migration)\/[\w/-]*\.md/g),
  ].map(([path]) => path)

/** What stands between brackets in code is no link. */
const withoutBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '')

const toLinks = (text: string): readonly string[] =>
  [
    ...withoutBlocks(text)
      .replace(/`[^`\n]+`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, href = '']) => href)

/** The anchors of a page's headings. Of two that are alike the second has a number. */
export function toAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#{1,6} (.*)$/gm)) {
    const slug = toSlug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, ''))
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}
