import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { BUDGETS, KB } from '../tools/budgets.mjs'
import { DOORS, FEATURES, measure, PANEL } from '../tools/size.mjs'
import { readLedger, toGrowth, toTable } from '../tools/size-report.mjs'

let sizes: Awaited<ReturnType<typeof measure>>

beforeAll(async () => {
  sizes = await measure()
})

/** What a failure shows: a total alone never says what grew. */
const report = () => ['changed since `npm run size -- --write`:', ...toGrowth(sizes, readLedger())].join('\n')

it.each(['firstLoad', 'total', 'whole'] as const)('%s stays below its ceiling, which is near', (name) => {
  const { aim, ceiling } = BUDGETS[name]
  const { gzip } = sizes[name]

  expect(gzip, report()).toBeLessThanOrEqual(ceiling)
  // A ceiling far above what is measured would let it grow unseen: take it down with every gain.
  expect(ceiling - gzip).toBeLessThan(1024)
  expect(ceiling).toBeGreaterThanOrEqual(aim)
})

it('counts what is loaded later, and no package of anybody else', () => {
  expect(sizes.modules.filter(({ module }) => module.includes('node_modules'))).toEqual([])
  expect(sizes.lazy.reduce((sum, { raw }) => sum + raw, 0)).toBe(sizes.total.raw - sizes.firstLoad.raw)
  // One chunk: nobody who comes back from the provider waits for two, one after the other.
  expect(sizes.lazy.map(({ name }) => name)).toEqual(['sign-in'])
})

it('each feature that few apps use, the door for tests and that for a provider’s frame stay below their ceilings', () => {
  const ceilings: Readonly<Record<string, number>> = FEATURES
  const measured = [...sizes.rare, ...sizes.testing]

  expect(measured.map(({ name }) => name).sort()).toEqual(Object.keys(ceilings).sort())
  const over = measured.filter(({ name, gzip }) => gzip > (ceilings[name] ?? 0))
  expect(over, report()).toEqual([])
  expect(measured.filter(({ name, gzip }) => (ceilings[name] ?? 0) - gzip > 0.1 * gzip + 64)).toEqual([])
})

it('README.md tells the sizes that are measured', () => {
  const told = /<!-- sizes -->\n([\s\S]*?)<!-- \/sizes -->/.exec(readFileSync('README.md', 'utf8'))?.[1]

  expect(told, 'run `npm run size -- --write`').toBe(toTable(sizes))
})

it('18.6: every door has a ceiling', () => {
  const doors = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports)
    .filter((name) => !['.', './package.json'].includes(name))
    .map((name) => name.replace(/^\./, 'latchkey'))
  const ceilings = Object.keys({ ...FEATURES, ...DOORS }).filter((name) => name.startsWith('latchkey/'))

  expect(ceilings.sort()).toEqual(doors.sort())
})

it('each door for a framework stays below its ceiling, without its framework and without the core', () => {
  const ceilings: Readonly<Record<string, number>> = DOORS
  const names = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports)
    .filter((name) => !/^\.(\/package\.json|\/front-channel-logout|\/devtools|\/testing.*)?$/.test(name))
    .map((name) => name.replace(/^\./, 'latchkey'))

  expect(Object.keys(ceilings).sort()).toEqual(names.sort())
  expect(
    Object.entries(ceilings).filter(([name, ceiling]) => ceiling > (name === 'latchkey/react' ? 1.3 : 1) * KB),
  ).toEqual([])
  expect(sizes.doors.filter(({ name, gzip }) => gzip > (ceilings[name] ?? 0))).toEqual([])
})

it('the developer panel stays below its ceiling, and is nothing in production', () => {
  const stub = sizes.testing.find(({ name }) => name === 'latchkey/devtools')

  expect(PANEL).toBeLessThanOrEqual(15 * KB)
  expect(sizes.panel.gzip, report()).toBeLessThanOrEqual(PANEL)
  expect(stub?.gzip).toBeLessThanOrEqual(0.2 * KB)
})

it('says which module grew, and by how much', () => {
  const [first] = sizes.modules
  if (!first) throw new Error('There are modules')
  const { [first.module]: bytes = 0, ...others } = readLedger()

  const grown = toGrowth(sizes, { ...others, [first.module]: first.raw - 100, 'src/gone.ts': 50 })

  expect(bytes).toBeGreaterThan(0)
  expect(grown.join('\n')).toMatch(new RegExp(`^${first.module} +\\+100$`, 'm'))
  expect(grown.join('\n')).toMatch(/^src\/gone\.ts +-50$/m)
})
