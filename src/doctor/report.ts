import type { Diagnosis } from './diagnose.js'
import type { Row } from './row.js'

const WORDS = { ok: 'ok', warning: 'warning', wrong: 'WRONG', 'not-checked': 'not checked' } as const
const WIDE = 13

/** A diagnosis for a person at a terminal: a line per check, and under it what to set. */
export function toReport({ rows, createAuth, provider }: Diagnosis): string {
  const wide = Math.max(...rows.map(({ what }) => what.length))
  const lines = rows.flatMap(({ verdict, what, found, set }) => [
    `${WORDS[verdict].padEnd(WIDE)}${what.padEnd(wide)}  ${found}`,
    ...set.map((line) => `${' '.repeat(WIDE)}${line}`),
  ])
  const count = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length
  const warnings = count('warning')
  const sum = `${count('ok')} ok, ${warnings} warning${warnings === 1 ? '' : 's'}, ${count('wrong')} wrong, ${count('not-checked')} not checked`
  return [...lines, '', `${sum}; settings are named as at ${provider}`, '', createAuth].join('\n')
}
