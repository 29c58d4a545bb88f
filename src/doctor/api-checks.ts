import type { Findings } from './findings.js'
import { notChecked, type Row, wrong } from './row.js'

/** What `check-api` says without a token, as rows of the doctor's: the rules are one and the same. */
export function toApiRows({ api }: Findings): readonly Row[] {
  if (api === undefined) return [{ id: 'api', what: 'The API', ...notChecked('Give an address of it: --api.') }]
  if (api === 'none') {
    const found = wrong('no answer', 'Its address, its certificate or the way to it is wrong.')
    return [{ id: 'api', what: 'The API', ...found }]
  }
  return api.rows.flatMap(({ id, what, ...row }): readonly Row[] => {
    const named = { id: `api-${id}`, what: `API: ${toLower(what)}` }
    // What wants a token is for `check-api`.
    if (row.verdict === 'not-checked') return []
    if (row.verdict === 'ok') return [{ ...named, verdict: 'ok', found: row.found, set: [] }]
    return [{ ...named, verdict: 'wrong', found: row.found, set: [row.fix, ...row.headers] }]
  })
}

const toLower = (what: string): string => what.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
