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
  readonly text: string
}

/** Every page that is a file below `docs/`, in the order in which a folder has them. */
export function readPages(): readonly Page[] {
  return readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md') && !/^\.|\[/.test(file) && file !== CHANGELOG)
    .map((file) => toPage(file, readFileSync(`${DOCS}${file}`, 'utf8')))
    .sort((one, other) => one.order - other.order || (one.file < other.file ? -1 : 1))
}

/** The page that shows the changelog of the project. */
export const CHANGELOG = 'changelog.md'

export const readChangelog = (): Page => toPage(CHANGELOG, readFileSync(`${DOCS}../CHANGELOG.md`, 'utf8'))

export function toPage(file: string, source: string): Page {
  const [, settings = '', text = source] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(source) ?? []
  const order = /^order: (\d+)$/m.exec(settings)?.[1]
  return {
    file,
    title: /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file,
    order: order === undefined ? Number.POSITIVE_INFINITY : Number(order),
    text: text.trim(),
  }
}

/** Where a page stands, without what comes before the site. */
export const toAddress = (file: string): string => `/${file.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}`
