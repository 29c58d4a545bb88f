import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const DOCS: string = fileURLToPath(new URL('../../', import.meta.url))

/** A page of the site, written by somebody or by a program. */
export interface Page {
  /** Its file below `docs/`. */
  readonly file: string
  readonly title: string
  /** Its place among its neighbours: those that name none come last, by name. */
  readonly order: number
  /** What it is about, in a sentence or two. */
  readonly summary: string
  readonly text: string
}

/** Every page that is a file below `docs/`, in the order in which a folder has them. */
export function readPages(): readonly Page[] {
  return readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md') && !/^(\.vitepress|changelog|errors)\//.test(file))
    .map((file) => toPage(file, readFileSync(`${DOCS}${file}`, 'utf8')))
    .sort((one, other) => one.order - other.order || (one.file < other.file ? -1 : 1))
}

/** The page that shows the changelog of the project. */
export const CHANGELOG = 'changelog.md'

export const readChangelog = (): Page => toPage(CHANGELOG, readFileSync(`${DOCS}../CHANGELOG.md`, 'utf8'))

export function toPage(file: string, source: string): Page {
  const [, settings = '', text = source] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(source) ?? []
  const title = /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file
  const order = /^order: (\d+)$/m.exec(settings)?.[1]
  return {
    file,
    title,
    order: order === undefined ? Number.POSITIVE_INFINITY : Number(order),
    // A page that begins with a table has no sentence.
    summary: toSummary(text) || title,
    text: text.trim(),
  }
}

/** Where a page stands, without what comes before the site. */
export const toAddress = (file: string): string => `/${file.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}`

/** In characters: a shorter sentence says too little alone. */
const LEAST = 40

/** How a text begins: its first sentence, and as many more as say something. */
export function toSummary(text: string): string {
  const blocks = text.replace(/^```[\s\S]*?^```$/gm, '').split(/\n{2,}/)
  const paragraph = blocks.find((block) => /^[^#<|\s-]/.test(block)) ?? ''
  const plain = paragraph
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|\s+/g, (gap) => (gap === '**' ? '' : ' '))
  const sentences = plain
    .trim()
    .replace(/:$/, '.')
    .split(/(?<=\.) (?=[^a-z])/)
  const length = sentences.findIndex((_, index) => sentences.slice(0, index + 1).join(' ').length >= LEAST)
  return sentences.slice(0, length < 0 ? undefined : length + 1).join(' ')
}
