import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { splitPage, toDifferential } from '../../tools/conformance.mjs'
import { CASES } from './differential/cases.js'
import { UNTOLD } from './differential/id-token.js'
import { type Case, judge } from './differential/journeys.js'
import { type Judged, toDifference, toTable } from './differential/table.js'

// What oauth4webapi alone says to a provider's lies, and what latchkey says. Where they differ there is a reason, and only there.

const PAGE = 'docs/conformance.md'
/** What only a hang reaches, in milliseconds. */
const LONGEST = 120_000
const LONGEST_FOR_ALL = 1_800_000

const judged = new Map<Case, Promise<Judged>>()

/** What both say, asked once. */
function judgeOnce(told: Case): Promise<Judged> {
  const known = judged.get(told) ?? judge(told).then((verdicts) => ({ told, ...verdicts }))
  judged.set(told, known)
  return known
}

for (const about of new Set(CASES.map(({ group }) => group)))
  describe(`${about}: latchkey and oauth4webapi differ where there is a reason, and only there`, () => {
    for (const told of CASES.filter(({ group }) => group === about))
      it(told.what, { timeout: LONGEST }, async () => {
        const row = await judgeOnce(told)

        const difference = toDifference(row)
        expect(told.reason === undefined, `oauth4webapi: ${row.bare.text}; latchkey: ${row.ours.text}`).toBe(
          !difference,
        )
      })
  })

it('tells every lie once, and has reasons for no others', () => {
  const names = CASES.map(({ group, what }) => `${group}: ${what}`)

  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(UNTOLD).toEqual([])
})

it('is what docs/conformance.md shows', { timeout: LONGEST_FOR_ALL }, async () => {
  const rows: Judged[] = []
  // One after the other: the worlds share one clock.
  for (const told of CASES) rows.push(await judgeOnce(told))
  const table = toDifferential(toTable(rows))

  const [rules, mutation, shown] = splitPage(readFileSync(PAGE, 'utf8'))
  if (process.env['WRITE_DOCS']) writeFileSync(PAGE, rules + mutation + table)
  else expect(shown, `run \`WRITE_DOCS=1 npx vitest run --project unit test/conformance/differential\``).toBe(table)
})
