// Which rule of a relying party is shown by which tests: `npm run conformance` runs them, prints the table and writes
// docs/conformance.md. A test shows a rule when the rule's id is in its name.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findChromium } from './browser.mjs'
import { buildPackage, installPackages } from './setup.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PAGE = join(ROOT, 'docs/conformance.md')

/** @typedef {{ id: string, title: string, outside?: string }} Requirement */

/**
 * The page for a result of each rule: `passes`, `fails`, or `no test`.
 * @param {readonly Requirement[]} requirements
 * @param {(id: string) => string} resultOf
 */
export function toPage(requirements, resultOf) {
  const rows = requirements.map(({ id, title, outside }) => {
    const result = outside ? `outside: ${outside}` : resultOf(id)
    return `| ${id} | ${title} | ${result} |\n`
  })
  return `# Conformance

Which rules of a relying party latchkey keeps, each shown by tests that carry its id in their names. R are rules of the
specifications, C the tests of the OpenID Foundation for relying parties as far as a public client in a browser can take them.
\`npm run conformance\` runs the tests and writes this page.

| id | rule | result |
|---|---|---|
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

/** Runs the tests of a project whose names carry an id, and gives what came of each id. */
function run(project) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-conformance-'))
  const report = join(folder, 'report.json')
  const args = [
    'run',
    '--project',
    project,
    '-t',
    '\\b[RC]-[A-Z]?\\d\\d\\b',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  try {
    spawnSync(join(ROOT, 'node_modules/.bin/vitest'), args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
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
  const results = new Map()
  for (const { fullName, status } of [...run('unit'), ...run('fuzz'), ...run('browser')]) {
    if (status === 'pending' || status === 'skipped') continue
    for (const id of new Set(fullName.match(/\b(?:R-[A-Z]|C-)\d\d\b/g))) {
      const { passed = 0, failed = 0 } = results.get(id) ?? {}
      results.set(id, status === 'passed' ? { passed: passed + 1, failed } : { passed, failed: failed + 1 })
    }
  }
  const requirements = await readRequirements()
  const resultOf = (/** @type {string} */ id) => {
    const { passed = 0, failed = 0 } = results.get(id) ?? {}
    return failed ? 'fails' : passed ? 'passes' : 'no test'
  }
  for (const { id, title, outside } of requirements) {
    const { passed = 0, failed = 0 } = results.get(id) ?? {}
    const tests = outside ? 'outside' : `${resultOf(id)} (${passed + failed} tests)`
    console.log(`${id}  ${tests.padEnd(20)} ${title}`)
  }
  writeFileSync(PAGE, toPage(requirements, resultOf))
  const open = requirements.filter(({ id, outside }) => !outside && resultOf(id) !== 'passes').length
  console.log(`\n${requirements.length} rules, ${open} of them not shown`)
  process.exitCode = open ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
