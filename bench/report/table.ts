import { type Spread, type Summary, sayStorms } from './summary.js'

export type Table = readonly (readonly string[])[]

const KB = 1024
const kb = (bytes: number) => (bytes / KB).toFixed(1)

/** Few enough digits that none of them is noise. */
export const round = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 0 : 1)

const both = (spread: Spread | undefined) => (spread ? `${round(spread.median)} (${round(spread.min)})` : 'failed')
const whole = (spread: Spread | undefined) => (spread ? String(Math.round(spread.median)) : '–')

/** The comparison: one line per SDK. Times are median (minimum). */
export function mainTable(summaries: readonly Summary[]): Table {
  const head = [
    '',
    'gzip KB',
    'init ms',
    'callback ms',
    'chained (all) requests',
    'warm ms',
    'requests',
    'per call µs',
    '100 calls, 1 tab',
    '20 calls in each of 5 tabs',
  ]
  return [head, ...summaries.map(mainLine)]
}

function mainLine(summary: Summary): readonly string[] {
  const { subject, sizes, oneTab, fiveTabs } = summary.outcome
  return [
    subject.title,
    sizes.first === sizes.everything
      ? kb(sizes.first)
      : `${kb(sizes.first)} / ${kb(sizes.everything)} / ${kb(sizes.oneFile)}`,
    both(summary.init),
    both(summary.callback),
    `${whole(summary.callbackChained)} (${whole(summary.callbackRequests)})`,
    both(summary.warm),
    whole(summary.warmRequests),
    both(summary.perCall),
    sayStorms(oneTab),
    sayStorms(fiveTabs),
  ]
}

/** What grows with clients, tokens and tabs. */
export function growthTable(summaries: readonly Summary[], tokens: readonly number[], tabs: readonly number[]): Table {
  const head = [
    '',
    'heap KB per further client',
    ...tokens.map((count) => `µs, ${count} token${count === 1 ? '' : 's'}`),
    ...tabs.map((count) => `ms, ${count} tab${count === 1 ? '' : 's'}`),
  ]
  const lines = summaries.map(({ outcome: { subject, growth } }) => [
    subject.title,
    growth?.heapPerClient === undefined ? 'failed' : kb(growth.heapPerClient),
    ...tokens.map((count) => numberOr(growth?.perCallByTokens[count], '–')),
    ...tabs.map((count) => numberOr(growth?.startByTabs[count], 'failed')),
  ])
  return [head, ...lines]
}

const numberOr = (value: number | undefined, otherwise: string) => (value === undefined ? otherwise : round(value))

/** For Markdown. */
export function toMarkdown([head = [], ...lines]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...lines.map(line)].join('\n')
}

/** For a terminal. */
export function toText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => (cells[column] ?? '').length)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return table.map((cells) => cells.map(pad).join('  ')).join('\n')
}
