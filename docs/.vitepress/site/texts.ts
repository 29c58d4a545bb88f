import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readGroups } from './groups.js'
import { toSiteLink } from './links.js'
import { DOCS, type Page } from './pages.js'

const ABOUT =
  'Client-side auth for single-page apps: sign-in with any OpenID provider (authorization code with PKCE), and a `fetch` that carries the access token.'

/** Writes what programs read: each page as Markdown, an index of them, and all of them in one file. */
export function writeTexts(folder: string): void {
  const groups = readGroups().map(({ title, pages }) => ({ title, pages: pages.map(withSiteLinks) }))
  for (const { file, text } of groups.flatMap(({ pages }) => pages)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${text}\n`)
  }
  const index = groups.map(({ title, pages }) => `## ${title}\n\n${pages.map(toLine).join('\n')}`)
  writeFileSync(join(folder, 'llms.txt'), `${[`# latchkey\n\n> ${ABOUT}`, ...index].join('\n\n')}\n`)
  const whole = groups.flatMap(({ pages }) => pages.map(({ file, text }) => `<!-- ${file} -->\n\n${text}`))
  writeFileSync(join(folder, 'llms-full.txt'), `${whole.join('\n\n')}\n`)
  // A page leads to it as a file.
  copyFileSync(join(DOCS, 'benchmarks.json'), join(folder, 'benchmarks.json'))
}

/** A page whose links lead to pages of the site, and to nothing that only the repository has. */
const withSiteLinks = (page: Page): Page => ({
  ...page,
  text: page.text.replace(/(?<!!)\[([^\]]*)\]\(([^)\s]+)\)/g, (link, text, href) =>
    toSiteLink(page.file, href) === undefined ? text : link,
  ),
})

const toLine = ({ file, title, summary }: Page): string => `- [${title}](${file}): ${summary}`
