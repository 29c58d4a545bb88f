import { readdirSync, readFileSync } from 'node:fs'

/** What the site alone has: what is written for it by a program, and its own parts. */
const OF_THE_SITE = /^(\.vitepress|changelog|errors|reference)\//

/** What a reader of the project reads. */
export const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'SKILL.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !OF_THE_SITE.test(file))
    .map((file) => `docs/${file}`),
]

export const readPage = (page: string): string => readFileSync(page, 'utf8')

/** A number as the pages write it. */
export const toWord = (count: number): string => NUMBERS[count] ?? `${count}`

const NUMBERS =
  'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'.split(' ')

/** A block of code of a page. */
export interface Block {
  readonly language: string
  readonly code: string
}

/** TypeScript of a page, under the name that its first line gives it (`// auth.ts`), or a name by its place. */
export interface Snippet {
  readonly name: string
  readonly code: string
}

/** Every fenced block of a page, in order. */
export function toBlocks(text: string): readonly Block[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ language, code }))
}

/** The TypeScript of a page: blocks of it, and the scripts in blocks of HTML, Vue and Svelte. */
export function toSnippets(text: string): readonly Snippet[] {
  return toBlocks(text)
    .flatMap(({ language, code }) => {
      if (/^tsx?$/.test(language)) return [{ language, code, name: undefined }]
      const scripts = SCRIPTS[language] ? [...code.matchAll(SCRIPTS[language])] : []
      const name = /^<!-- ([\w./+()-]+\.svelte) -->/.exec(code)?.[1]
      return scripts.map(([, script = '']) => ({ language: 'ts', code: script, name: name && `${name}.ts` }))
    })
    .map(({ language, code, name }, index) => ({
      name: name ?? /^\/\/ ([\w./+()-]+\.tsx?)\b/.exec(code)?.[1] ?? `snippet-${index + 1}.${language}`,
      code,
    }))
}

const SCRIPTS: Readonly<Record<string, RegExp>> = {
  html: /<script type="module">\n([\s\S]*?)<\/script>/g,
  vue: /<script setup lang="ts">\n([\s\S]*?)<\/script>/g,
  svelte: /<script lang="ts">\n([\s\S]*?)<\/script>/g,
}

/** How many lines of code somebody writes: those of the blocks that begin with these names, without the name and empty ones. */
export function countLines(page: string, ...names: readonly string[]): number {
  const titles = names.flatMap((name) => [`// ${name}\n`, `<!-- ${name} -->\n`])
  const found = toBlocks(readPage(page)).filter(({ code }) => titles.some((title) => code.startsWith(title)))
  if (found.length !== names.length) throw new Error(`${page} has ${found.length} blocks of ${names.join(', ')}`)
  return found.flatMap(({ code }) => code.split('\n').slice(1)).filter((line) => line.trim()).length
}

/** The text between two headings, or from a heading to the end, without the heading. */
export function toSection(text: string, heading: string): string {
  const [, after = ''] = text.split(`\n${heading}\n`)
  return after.split(/^#{1,3} /m)[0] ?? ''
}

/** The first column of a table's rows, without the back quotes around it. */
export function toFirstColumn(section: string): readonly string[] {
  const cells = [...section.matchAll(/^\| (`[^|]+`|[^|]+?) \|/gm)].map(([, cell = '']) => cell)
  return cells.filter((cell) => cell.startsWith('`')).map((cell) => cell.replaceAll('`', ''))
}

/** The names of the members that an interface declares in a file, in order. */
export function toMembers(file: string, name: string): readonly string[] {
  const body = new RegExp(`interface ${name}(?:<[^{]*>)? \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(
    readFileSync(file, 'utf8'),
  )?.[1]
  return [...(body ?? '').matchAll(/^ {2}(?:readonly )?'?([\w-]+)'?(?:\?|<.*>)?[:(]/gm)].map(
    ([, member = '']) => member,
  )
}
