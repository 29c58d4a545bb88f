// Runs the checks of the project, all of them or one: `node tools/test.mjs [part] [what goes on to vitest]`.
// Starts with nothing but Node: a fresh clone installs what the part needs.
// The last line is always `N passed, N failed`, counted from vitest's own report: a pretty-printed sum changes with every
// release of a test runner, and a count that cannot be read is soon one that nobody reads.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FRAMEWORKS } from './apps.mjs'
import { findChromium, findFirefox, findHeadlessShell, findWebKit, NoBrowser } from './browser.mjs'
import { prepareKeycloak, prepareProviders } from './providers.mjs'
import { buildPackage, installPackages, SetupFailed } from './setup.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** What is type-checked apart: those of `test/types` see other types than `test` does, of the app or of a framework. */
const PROGRAMS = [
  '.',
  'test',
  'demo',
  'docs/.vitepress',
  'test/types/registered',
  'test/types/react-18',
  'test/types/react-router-8',
  'test/types/angular-20',
  'test/types/angular-22',
  'test/types/vue-3.4',
  'test/types/solid-1.9',
  'test/types/svelte-5.7',
]

/** In the order in which they run, the quickest to say no first. A part gives whether it passed. */
const PARTS = {
  typecheck: () => PROGRAMS.every((folder) => typecheck(folder)),
  lint: () => run('biome', 'check', '--error-on-warnings', '.'),
  build: () => {
    buildPackage()
    return true
  },
  // Once more where a door is for two versions of its framework.
  unit: () => vitest('unit*'),
  // The same of the production build, in the rooms that an app meets.
  production: () => vitest('production'),
  engines: () => vitest('engines (*)', 'vitest.engines.config.ts'),
  fuzz: () => vitest('fuzz'),
  package: () => vitest('package'),
  // An app's tests in every test runner that docs/testing/ has a recipe for.
  runners: () => vitest('runners'),
  // The to-do app in each framework. Their types are checked by what their framework has for it.
  apps: () => inTwos(FRAMEWORKS.map((name) => ['tools/apps.mjs', name])),
  browser: () => {
    // A worker that waits for npm answers nothing meanwhile.
    prepareProviders()
    return vitest('browser')
  },
}

/** What runs only when it is asked for: what another part has of it is enough for every day. */
const ASKED_FOR = {
  // The apps in each framework in both browsers, and under development; and apps that a server renders.
  frameworks: () => vitest('frameworks'),
  // In Firefox what `browser` has in Chromium alone.
  firefox: () => {
    const passedBefore = tally.passed
    // By their names: vitest is content with none of that name.
    return vitest('firefox', 'vitest.config.ts', '-t', 'Firefox') && tally.passed > passedBefore
  },
  // Every provider in every browser; writes docs/providers.md.
  providers: () => {
    prepareProviders()
    prepareKeycloak()
    return vitest('providers')
  },
}

const ALL = { ...PARTS, ...ASKED_FOR }

/** What has to run before a part that is asked for alone. */
const NEEDS = {
  package: ['build'],
  apps: ['build'],
  browser: ['build', 'apps'],
  firefox: ['build'],
  frameworks: ['build', 'apps'],
  runners: ['build'],
}

const tally = { passed: 0, failed: 0, skipped: 0 }
const [asked, ...rest] = process.argv.slice(2)

try {
  process.exitCode = (await runAll(partsFor(asked))) ? 0 : 1
} catch (error) {
  if (!(error instanceof SetupFailed || error instanceof NoBrowser)) throw error
  failed(error.message)
}
if (tally.skipped > 0) console.log(`${tally.skipped} skipped`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)

function partsFor(name) {
  if (name === undefined) return Object.keys(PARTS)
  if (name in ALL) return [...(NEEDS[name] ?? []), name]
  throw new SetupFailed(`There is no part ${name}: choose one of ${Object.keys(ALL).join(', ')}.`)
}

async function runAll(parts) {
  installPackages()
  // Looked for at the start: a machine without a browser is better told at once than after every other part.
  if (['browser', 'engines', 'firefox', 'frameworks', 'runners', 'providers'].some((part) => parts.includes(part))) {
    const found = [findChromium(), findHeadlessShell(), findFirefox(), findWebKit()?.driver ?? 'no WebKit']
    console.log(`browsers: ${found.join(', ')}`)
  }
  for (const part of parts) if (!(await runPart(part))) return false
  return true
}

async function runPart(name) {
  console.log(`\n── ${name}`)
  const start = performance.now()
  const failedBefore = tally.failed
  const passed = await ALL[name]()
  console.log(`── ${name} ${passed ? 'passed' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  // A part that fails without a failed test (a type error, a file that does not load) must not read as "0 failed".
  if (!passed && tally.failed === failedBefore) tally.failed += 1
  return passed
}

function failed(message) {
  console.error(message)
  tally.failed += 1
  process.exitCode = 1
}

function vitest(project, config = 'vitest.config.ts', ...further) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const passed = run('vitest', 'run', '--config', config, '--project', project, ...reporters, ...further, ...rest)
    count(report)
    return passed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function count(report) {
  let results
  try {
    results = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    // vitest ended before it had anything to report, and has said why; its exit code fails the part.
    return
  }
  tally.passed += results.numPassedTests
  tally.failed += results.numFailedTests
  tally.skipped += results.numPendingTests + results.numTodoTests
}

/** Runs programs of ours two at a time: while one installs or links, the other has a core of its own. */
async function inTwos(programs) {
  const left = [...programs]
  const results = []
  const work = async () => {
    for (let args = left.shift(); args !== undefined; args = left.shift()) {
      const [status] = await once(spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }), 'close')
      results.push(status === 0)
    }
  }
  await Promise.all([work(), work()])
  return results.every(Boolean)
}

/** By its path: the compilers of other versions that are installed have a program of the same name. */
function typecheck(folder) {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  return spawnSync(process.execPath, [compiler, '-p', folder], { cwd: ROOT, stdio: 'inherit' }).status === 0
}

function run(program, ...args) {
  const isWindows = process.platform === 'win32'
  const path = join(ROOT, 'node_modules', '.bin', isWindows ? `${program}.cmd` : program)
  const { status, error } = spawnSync(path, args, { cwd: ROOT, stdio: 'inherit', shell: isWindows })
  if (error) console.error(`${program} could not be started: ${error.message}`)
  return status === 0
}
