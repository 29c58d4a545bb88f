import { PROVIDERS } from '../providers.js'
import { CELLS, type Cell, type CellName, type Cells, TRIED } from './cells.js'

/** What the run has seen: `test/providers/results.json`. */
export interface Results {
  readonly providers: readonly Result[]
}

export interface Result {
  readonly name: string
  /** The file in `test/providers/`. */
  readonly file: string
  readonly version: string
  /** The browsers that it was seen in, and the version of each at that time. */
  readonly browsers: Readonly<Record<string, string>>
  /** The client, as the provider was told. */
  readonly registered: object
  /** The options of `createAuth`. */
  readonly options: object
  /** What was seen in each browser. */
  readonly cells: Readonly<Record<string, Cells>>
}

/** The browsers that any provider was seen in. */
export const browsersOf = (providers: readonly Result[]): readonly string[] => [
  ...new Set(providers.flatMap(({ browsers }) => Object.keys(browsers))),
]

/** Writes the page of a run. */
export function render({ providers }: Results): string {
  const notes: string[] = []
  const table = [CELLS, CELLS.map(() => '---')].map((row, index) => toRow([index === 0 ? 'provider' : '---', ...row]))
  for (const provider of providers) {
    const [name, row] = [
      `[${provider.name}](#${toAnchor(provider.name)})`,
      CELLS.map((cell) => toCell(provider, cell, notes)),
    ]
    table.push(toRow([name, ...row]))
  }
  return `${[
    '# Providers',
    `What latchkey does with real providers, as \`npm run providers\` saw it in ${toSentence(browsersOf(providers))}. The command boots each of them, signs two users in by script, writes \`test/providers/results.json\`, and this page from it: nothing in the table and in what is registered is typed by hand.`,
    'A cell says `works` where it does in every browser that was tried; the number is that of the sentence below, which was measured. A name in brackets is that of an emulator: it is not the service, which may do more, or less.',
    table.join('\n'),
    CELLS.map((name) => `- **${name}**: ${TRIED[name]}`).join('\n'),
    notes.map((note, index) => `[^${index + 1}]: ${note}`).join('\n'),
    '## What to register, and `createAuth`',
    'Each client as the provider was told of it, and the options of the app, with `https://app.example.com`, `https://id.example.com` and `https://api.example.com` in place of the addresses of the run.',
    ...providers.map(toSection),
  ].join('\n\n')}\n`
}

const WORDS = { works: 'works', 'not offered': 'not offered', fails: 'no', 'not tried': 'not tried' } as const

/** The word for each result, with the number of the sentence that goes with it. Browsers that saw the same are told once. */
function toCell({ cells }: Result, name: CellName, notes: string[]): string {
  const seen = Object.entries(cells).flatMap(([browser, all]) => (all[name] ? [[browser, all[name]] as const] : []))
  const groups = new Map<string, { readonly cell: Cell; readonly browsers: string[] }>()
  for (const [browser, cell] of seen) {
    const key = JSON.stringify(cell)
    const group = groups.get(key) ?? { cell, browsers: [] }
    group.browsers.push(browser)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ cell, browsers }) => {
      const word = WORDS[cell.result]
      const where = groups.size > 1 ? ` (${browsers.join(', ')})` : ''
      // What kept one from being tried keeps others, too.
      const about = cell.result === 'not tried' ? word : name
      return `${word}${cell.says ? toNote(`${about}: ${cell.says}`, notes) : ''}${where}`
    })
    .join('<br>')
}

/** The footnote of a sentence; a sentence stands once. */
function toNote(sentence: string, notes: string[]): string {
  if (!notes.includes(sentence)) notes.push(sentence)
  return `[^${notes.indexOf(sentence) + 1}]`
}

const toRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const toSection = ({ name, version, file, browsers, registered, options }: Result): string =>
  [
    `### ${name}`,
    `${version ? `${name} ${version}` : name}, as \`test/providers/${file}\` boots it, seen in ${toSentence(Object.entries(browsers).map((one) => one.join(' ')))}.${toRemark(name)}`,
    ...(Object.keys(registered).length > 0 ? [`\`\`\`json\n${JSON.stringify(registered, null, 2)}\n\`\`\``] : []),
    `\`\`\`ts\nimport { createAuth } from 'latchkey'\n\nexport const auth = createAuth(${toSource(options)})\n\`\`\``,
  ].join('\n\n')

function toRemark(name: string): string {
  const remark = PROVIDERS.find((kind) => kind.name === name)?.remark
  return remark ? ` ${remark}` : ''
}

/** An object as a person would type it. */
function toSource(value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map((one) => toSource(one)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const members = Object.entries(value).map(([name, one]) => `${inner}${name}: ${toSource(one, inner)},`)
  return `{\n${members.join('\n')}\n${indent}}`
}

/** As GitHub makes them of headings. */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

const toSentence = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join()
