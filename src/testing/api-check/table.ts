import type { ApiCheckRow } from './row.js'

const WORDS = { ok: 'ok', wrong: 'WRONG', 'not-checked': 'not checked' } as const

/** The rows for a person at a terminal: what was found, and under each wrong one what to do. */
export function toTable(rows: readonly ApiCheckRow[]): string {
  const wide = Math.max(...rows.map(({ what }) => what.length))
  const lines = rows.flatMap((row) => {
    const begin = `${WORDS[row.verdict].padEnd(12)} ${row.what.padEnd(wide)}  `
    return row.verdict === 'not-checked' ? [`${begin}${row.why}`] : [`${begin}${row.found}`, ...toAdvice(row)]
  })
  const count = (verdict: ApiCheckRow['verdict']) => rows.filter((row) => row.verdict === verdict).length
  return [...lines, '', `${count('ok')} ok, ${count('wrong')} wrong, ${count('not-checked')} not checked`].join('\n')
}

function toAdvice(row: ApiCheckRow): readonly string[] {
  if (row.verdict !== 'wrong') return []
  const lines = [`expected: ${row.expected} (${row.source})`, row.fix, ...row.headers.map((header) => `    ${header}`)]
  return lines.map((line) => `${' '.repeat(13)}${line}`)
}
