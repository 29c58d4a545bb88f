import type { Summary } from './summary.js'
import { round } from './table.js'

interface Panel {
  readonly title: string
  readonly measure: (summary: Summary) => number | undefined
}

const PANELS: readonly Panel[] = [
  { title: 'first load, KB gzip', measure: ({ outcome }) => outcome.sizes.first / 1024 },
  { title: 'callback, ms to the user', measure: ({ callback }) => callback?.median },
  { title: 'reload, ms to the first API answer', measure: ({ warm }) => warm?.median },
]

const [NAME, BAR, GAP, LINE, HEAD] = [190, 190, 60, 24, 44]

/** Bars for size, callback and reload; latchkey's are the dark ones. */
export function drawChart(summaries: readonly Summary[]): string {
  const width = NAME + PANELS.length * (BAR + GAP)
  const height = HEAD + summaries.length * LINE + 16
  const names = summaries.map(({ outcome }, row) =>
    text(NAME - 12, yOf(row), outcome.subject.title, 'text-anchor="end"'),
  )
  const panels = PANELS.flatMap((panel, column) => drawPanel(panel, summaries, NAME + column * (BAR + GAP)))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Size, callback and reload of each SDK">
<rect width="${width}" height="${height}" fill="#fff"/>
${[...names, ...panels].join('\n')}
</svg>
`
}

function drawPanel({ title, measure }: Panel, summaries: readonly Summary[], x: number): readonly string[] {
  const values = summaries.map(measure)
  const top = Math.max(...values.map((value) => value ?? 0), 1)
  const bars = values.flatMap((value, row) => {
    if (value === undefined) return [text(x, yOf(row), 'failed', 'fill="#888"')]
    const width = Math.max(1, (value / top) * BAR)
    const fill = summaries[row]?.outcome.subject.name === 'latchkey' ? '#1d4ed8' : '#a8b8d8'
    return [
      `<rect x="${x}" y="${yOf(row) - 12}" width="${width.toFixed(1)}" height="16" rx="2" fill="${fill}"/>`,
      text(x + width + 5, yOf(row), round(value), ''),
    ]
  })
  return [text(x, 22, title, 'font-weight="600"'), ...bars]
}

const yOf = (row: number) => HEAD + row * LINE + 12

const text = (x: number, y: number, content: string, attributes: string) =>
  `<text x="${x.toFixed(1)}" y="${y}" ${attributes || 'fill="#1f2937"'}>${escapeText(content)}</text>`

const escapeText = (content: string) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
