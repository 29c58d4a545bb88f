import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { KNOWN } from '../../src/testing/shapes/shapes.js'

const PAGE = 'docs/testing.md'
const PART = /(?<=<!-- like -->\n)[\s\S]*?(?=<!-- \/like -->)/

/** What is known of each provider, as a table. */
const toTable = () =>
  [
    '| `like` | stands for | known for | the app sets |',
    '|---|---|---|---|',
    ...Object.entries(KNOWN).map(([like, { name, app, facts }]) => {
      const said = facts.map(({ says, source }) => `${says} ([page](${source}))`)
      return `| \`${like}\` | ${name} | ${said.join('<br>')} | ${app} |`
    }),
  ].join('\n')

it('16.5: docs/testing.md has what is known of each provider, with its sources', () => {
  const page = readFileSync(PAGE, 'utf8')
  const written = page.replace(PART, () => `\n${toTable()}\n\n`)
  if (process.env['WRITE_DOCS']) writeFileSync(PAGE, written)

  expect(PART.test(page)).toBe(true)
  expect(readFileSync(PAGE, 'utf8'), 'run WRITE_DOCS=1 npx vitest run --project unit test/docs/like').toBe(written)
})
