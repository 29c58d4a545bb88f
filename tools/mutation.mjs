// Changes the code of a room, one place at a time, and has its tests notice: `npm run test:mutation -- session`, or after the name of
// the room some of its files alone; all rooms unless one is named. What the last run found out of code and tests that have not changed
// is not asked again. Prints what survived without an explanation in test/mutation/survivors.json, and writes what came of it into
// docs/conformance.md. With `--report` nothing runs: the last reports are counted again, and the page says what has changed since.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { splitPage, toMutation } from './conformance.mjs'
import { findNeedless, LEAST, toMutants, toOpen, toPercent, toScore } from './mutation-report.mjs'
import { ROOMS, toRooms } from './mutation-rooms.mjs'
import { readSource } from './mutation-sources.mjs'
import { toMutationTable } from './mutation-table.mjs'
import { installPackages, ROOT } from './setup.mjs'

const PAGE = join(ROOT, 'docs/conformance.md')
const EXPLANATIONS = join(ROOT, 'test/mutation/survivors.json')
const SCORES = join(ROOT, 'test/mutation/scores.json')
const CACHE = 'node_modules/.cache/mutation'

const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'))

/** Where the report of a room is kept. */
const toReport = (/** @type {string} */ room) => join(ROOT, CACHE, `${room}.report.json`)

/**
 * Of what was found before in the files that are asked again only those that were noticed are believed: which tests a mutant meets
 * depends on all tests.
 */
function forgetSurvivors(/** @type {string} */ file, /** @type {(name: string) => boolean} */ isAsked) {
  if (!existsSync(file)) return
  const { files, ...rest } = read(file)
  const noticed = Object.entries(files).map(([name, { mutants, ...about }]) => [
    name,
    { ...about, mutants: mutants.filter(({ status }) => status === 'Killed' || !isAsked(name)) },
  ])
  writeFileSync(file, JSON.stringify({ ...rest, files: Object.fromEntries(noticed) }))
}

async function run(/** @type {string} */ room, /** @type {readonly string[]} */ files) {
  const { Stryker } = await import('@stryker-mutator/core')
  // Read by vitest.mutation.config.ts, in a process of Stryker's.
  process.env.MUTATION_ROOM = room
  const before = `${CACHE}/${room}.json`
  forgetSurvivors(join(ROOT, before), (name) => files === ROOMS[room].files || files.includes(name))
  await new Stryker({
    mutate: [...files],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner', join(ROOT, 'tools/mutation-sentences.mjs')],
    ignorers: ['sentences'],
    coverageAnalysis: 'perTest',
    incremental: true,
    incrementalFile: before,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: toReport(room) },
    tempDirName: `.cache/mutants/${room}`,
    ignorePatterns: ['/.cache', '/bench', '/docs', '/dist', '/test/browser', '/test/frameworks'],
    // It would rewrite tsconfig.json by a TypeScript that can be called, and this one is a program alone.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
    timeoutMS: 120_000,
    dryRunTimeoutMinutes: 30,
    warnings: { slow: false },
    allowEmpty: true,
  }).runMutationTest()
}

async function main() {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const files = words.filter((word) => word.includes('/'))
  const asked = words.filter((word) => !files.includes(word))
  const strange = asked.filter((name) => toRooms(name).length === 0)
  if (strange.length > 0) throw new Error(`There is no room ${strange}: choose of ${Object.keys(ROOMS).join(', ')}`)
  const rooms = asked.length > 0 ? asked.flatMap(toRooms) : Object.keys(ROOMS)
  const isRun = !process.argv.includes('--report')
  installPackages()
  for (const room of rooms) {
    if (isRun) await run(room, files.length > 0 ? files : ROOMS[room].files)
    if (existsSync(toReport(room))) tell(room, read(toReport(room)))
  }
  writePage()
}

/** Prints what is owed of a room, and keeps its score. */
function tell(/** @type {string} */ room, report) {
  const explanations = read(EXPLANATIONS)
  const mutants = toMutants(report)
  for (const { file, line, from, to, mutator, status } of toOpen(mutants, explanations)) {
    console.log(
      `${file}:${line} ${status === 'NoCoverage' ? 'not reached' : 'survived'}: ${mutator}\n- ${from}\n+ ${to}`,
    )
  }
  for (const { file, from, to } of findNeedless(mutants, explanations)) {
    console.log(`${file}: explained, and noticed all the same\n- ${from}\n+ ${to}`)
  }
  const score = toScore(report, explanations)
  const { files: _, ...counts } = score
  console.log(`${room}: ${toPercent(score).toFixed(1)} %`, counts)
  if (toPercent(score) < LEAST) process.exitCode = 1
  const scores = { ...read(SCORES), [room]: score }
  const sorted = Object.keys(ROOMS).flatMap((name) => (scores[name] ? [[name, scores[name]]] : []))
  writeFileSync(SCORES, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`)
}

/** Shows what came of the rooms: of each what its last run found. */
function writePage() {
  const [rules, , differential] = splitPage(readFileSync(PAGE, 'utf8'))
  writeFileSync(PAGE, rules + toMutation(toMutationTable(read(SCORES), readSource)) + differential)
}

await main()
