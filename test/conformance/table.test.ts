import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { splitPage, toPage } from '../../tools/conformance.mjs'
import { REQUIREMENTS } from './requirements.js'

/** Rules that nothing shows yet. The list only becomes shorter. */
const OPEN: readonly string[] = []

const named = new Set(
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.ts$|-rows\.ts$/.test(file))
    .filter((file) => !file.endsWith('table.test.ts'))
    .flatMap((file) => readFileSync(join('test', file), 'utf8').match(/\b(?:R-[A-Z]|C-)\d\d\b/g) ?? []),
)

it('has every rule once', () => {
  const ids = REQUIREMENTS.map(({ id }) => id)

  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => id.startsWith('R-'))).toHaveLength(169)
})

it('has a test for every rule, or says why there can be none', () => {
  const missing = REQUIREMENTS.filter(({ id, outside }) => !outside && !named.has(id)).map(({ id }) => id)

  expect(missing).toEqual(OPEN)
})

it('is what docs/conformance.md shows', () => {
  const [rules] = splitPage(readFileSync('docs/conformance.md', 'utf8'))
  const page = toPage(REQUIREMENTS, () => 'passes')

  expect(rules, 'run `npm run conformance`').toBe(page)
})
