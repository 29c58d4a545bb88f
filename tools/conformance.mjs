// Which rule of a relying party is shown by which tests: `npm run conformance` runs them, prints the table and writes
// docs/conformance.md. A test shows a rule when the rule's id is in its name. The tests of whole worlds run in Node and in the
// engines of two browsers; those of the browser part load real pages from real servers.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findChromium, findFirefox } from './browser.mjs'
import { buildPackage, installPackages } from './setup.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const ENGINES = 'vitest.engines.config.ts'
const PAGE = join(ROOT, 'docs/conformance.md')

/** @typedef {{ id: string, title: string, outside?: string }} Requirement */

/** @typedef {'Node' | 'Chromium' | 'Firefox'} Place */

/** @type {readonly Place[]} */
const PLACES = ['Node', 'Chromium', 'Firefox']

/** Where the part begins that `npm run test:mutation` writes: what tests notice. */
const MUTATION = '\n<!-- Written by tools/mutation.mjs -->\n'
/** Where the part begins that a test writes: what oauth4webapi alone says, and what latchkey says. */
const DIFFERENTIAL = '\n<!-- Written by test/conformance/differential.test.ts -->\n'

/**
 * The part of the page that is written here, and the parts of those.
 * @param {string} page
 * @returns {readonly [rules: string, mutation: string, differential: string]}
 */
export function splitPage(page) {
  const [mutation, differential] = [page.indexOf(MUTATION), page.indexOf(DIFFERENTIAL)]
  return [page.slice(0, mutation), page.slice(mutation, differential), page.slice(differential)]
}

/**
 * The part about mutants with this in it.
 * @param {string} text
 */
export const toMutation = (text) => `${MUTATION}\n${text}`

/**
 * The part of that test with this in it.
 * @param {string} text
 */
export const toDifferential = (text) => `${DIFFERENTIAL}\n${text}`

/**
 * The part of the page about the rules, for a result of each in each place: `passes`, `fails`, or `no test`.
 * @param {readonly Requirement[]} requirements
 * @param {(id: string, place: Place) => string} resultOf
 */
export function toPage(requirements, resultOf) {
  const rows = requirements.map(({ id, title, outside }) => {
    const results = outside ? [`outside: ${outside}`, '', ''] : PLACES.map((place) => resultOf(id, place))
    return `| ${id} | ${title} | ${results.join(' | ')} |\n`
  })
  return `# Conformance

Which rules of a relying party latchkey keeps, each shown by tests that carry its id in their names. R are rules of the
specifications, C the tests of the OpenID Foundation for relying parties as far as a public client in a browser can take them.
\`npm run conformance\` runs the tests and writes this table; programs of their own write what is below it.

Most tests play a provider, an API and any number of tabs around latchkey, and run in Node and once more inside Chromium and Firefox,
with the browser's own URLs, requests, cryptography and modules. Those in test/browser load pages from servers.

| id | rule | ${PLACES.join(' | ')} |
|---|---|${'---|'.repeat(PLACES.length)}
${rows.join('')}`
}

/** The rules as they stand in the tests' own list, which is TypeScript that Node cannot read yet. */
export async function readRequirements() {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/conformance/requirements.ts')],
    write: false,
    format: 'esm',
  })
  const code = Buffer.from(outputFiles[0].contents).toString('base64')
  const { REQUIREMENTS } = await import(`data:text/javascript;base64,${code}`)
  return /** @type {readonly Requirement[]} */ (REQUIREMENTS)
}

/** Runs the tests of a project whose names carry an id, and gives what came of each. */
function run(project, config = 'vitest.config.ts') {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-conformance-'))
  const report = join(folder, 'report.json')
  const args = [
    'run',
    '--config',
    config,
    '--project',
    project,
    '-t',
    '\\b[RC]-[A-Z]?\\d\\d\\b',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  try {
    const env = { ...process.env, EVERY_ID_TOKEN: '1', EVERY_BROWSER: '1' }
    spawnSync(join(ROOT, 'node_modules/.bin/vitest'), args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    return testResults.flatMap(({ assertionResults }) => assertionResults)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main() {
  installPackages()
  buildPackage()
  findChromium()
  findFirefox()
  const results = new Map(PLACES.map((place) => [place, new Map()]))
  const note = (/** @type {Place} */ place, { fullName, status }) => {
    if (status === 'pending' || status === 'skipped') return
    for (const id of new Set(fullName.match(/\b(?:R-[A-Z]|C-)\d\d\b/g))) {
      const { passed = 0, failed = 0 } = results.get(place)?.get(id) ?? {}
      results.get(place)?.set(id, status === 'passed' ? { passed: passed + 1, failed } : { passed, failed: failed + 1 })
    }
  }
  for (const test of [...run('unit*'), ...run('fuzz')]) note('Node', test)
  for (const test of run('engines (chromium)', ENGINES)) note('Chromium', test)
  for (const test of run('engines (firefox)', ENGINES)) note('Firefox', test)
  for (const test of run('browser')) {
    if (!test.fullName.includes('WebKit')) note(test.fullName.includes('Firefox') ? 'Firefox' : 'Chromium', test)
  }
  const requirements = await readRequirements()
  const resultOf = (/** @type {string} */ id, /** @type {Place} */ place) => {
    const { passed = 0, failed = 0 } = results.get(place)?.get(id) ?? {}
    return failed ? 'fails' : passed ? 'passes' : 'no test'
  }
  const toCell = (/** @type {string} */ id, /** @type {Place} */ place) => {
    const { passed = 0, failed = 0 } = results.get(place)?.get(id) ?? {}
    return `${place}: ${resultOf(id, place)} (${passed + failed})`.padEnd(24)
  }
  for (const { id, title, outside } of requirements) {
    console.log(`${id}  ${outside ? 'outside' : PLACES.map((place) => toCell(id, place)).join('')} ${title}`)
  }
  const [, ...others] = splitPage(readFileSync(PAGE, 'utf8'))
  writeFileSync(PAGE, toPage(requirements, resultOf) + others.join(''))
  const within = requirements.filter(({ outside }) => !outside)
  const open = within.filter(({ id }) => resultOf(id, 'Chromium') !== 'passes').length
  const failing = within.filter(({ id }) => PLACES.some((place) => resultOf(id, place) === 'fails')).length
  console.log(`\n${requirements.length} rules, ${open} of them not shown in Chromium, ${failing} fail somewhere`)
  process.exitCode = open || failing ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
