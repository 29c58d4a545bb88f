// What latchkey costs an app, measured as an app would bundle it: `npm run size` prints it, test/size.test.ts holds the
// budgets. The table per module is there because a total says that something grew and never what.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** One KB, as everywhere in this project's sizes, in bytes. */
export const KB = 1024

/** In gzip bytes: the budget that is aimed at, and the ceiling that is held until it is reached. A ceiling grows only with a feature. */
export const BUDGETS = {
  /** What an app with a session loads and runs: the entry and everything that it imports statically. */
  firstLoad: { aim: 6 * KB, ceiling: 10.3 * KB },
  /** Everything that sign-in, callback, signature check, renewal, sign-out and fetch ever load. */
  total: { aim: 16 * KB, ceiling: 25.2 * KB },
  /** All of latchkey in one file, also what few apps use. */
  whole: { aim: 16 * KB, ceiling: 30.3 * KB },
}

/** Chunks that every app loads some time after the first load; the others are for what few apps use. */
const EVERY_APP = /\/flows\.ts$/

/** Modules that are loaded on a developer's machine alone: listed, not counted. */
const DEVELOPMENT_ONLY = /\/(explain|development)\.ts$/

// An app that uses what every app uses. Its own few lines are in the numbers.
const APP = `
import { createAuth } from 'latchkey'

export const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] } },
})
auth.subscribe(({ status, user }) => {
  document.title = user?.name ?? status
})
document.querySelector('#sign-in').onclick = () => auth.signIn()
document.querySelector('#sign-out').onclick = () => auth.signOut()
document.querySelector('#add').onclick = () => auth.fetch('https://calendar.example.com/v1/events', { method: 'POST' })
`

/**
 * @typedef {{ name: string, raw: number, gzip: number }} Size in bytes, minified
 * @typedef {{ module: string, when: 'first' | 'later', raw: number }} Share of a module, in minified bytes
 */

/**
 * Bundles the app against `src/` and weighs it.
 * @returns {Promise<{ firstLoad: Size, lazy: Size[], total: Size, whole: Size, rare: Size[], developmentOnly: Size[], modules: Share[] }>}
 */
export async function measure() {
  const { outputs, files } = await bundle({ splitting: true })
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === '<stdin>')
  const first = reachable(outputs, [entry], ['import-statement'])
  const roots = Object.keys(outputs).filter((path) => isRoot(outputs[path]) && path !== entry)
  const development = roots.filter((path) => DEVELOPMENT_ONLY.test(`/${outputs[path].entryPoint}`))
  const everyApp = roots.filter((path) => EVERY_APP.test(`/${outputs[path].entryPoint}`))
  const rare = roots.filter((path) => !development.includes(path) && !everyApp.includes(path))
  const counted = reachable(outputs, [entry, ...everyApp], ['import-statement'])

  const later = [...counted].filter((path) => !first.has(path))

  const weighed = (/** @type {string} */ path) => weigh(nameOf(outputs[path]), files.get(path))
  const sum = (/** @type {string} */ name, /** @type {Iterable<string>} */ paths) => add(name, [...paths].map(weighed))
  const whole = await bundle({ splitting: false })
  const [wholeFile] = [...whole.files.values()]

  return {
    firstLoad: sum('first load', first),
    lazy: later.map(weighed),
    total: sum('total', counted),
    whole: weigh('whole', wholeFile),
    rare: rare.map(weighed),
    developmentOnly: development.map(weighed),
    modules: [...shares(outputs, first, 'first'), ...shares(outputs, later, 'later')].sort(
      (one, other) => other.raw - one.raw,
    ),
  }
}

async function bundle({ splitting }) {
  const result = await build({
    stdin: { contents: APP, resolveDir: ROOT, loader: 'js' },
    alias: { latchkey: join(ROOT, 'src/index.ts') },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    splitting,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    legalComments: 'none',
    outdir: 'size',
    write: false,
    metafile: true,
    plugins: splitting ? [] : [withoutDevelopment],
  })
  const files = new Map(
    result.outputFiles.map(({ path, contents }) => [relative(ROOT, path).replaceAll('\\', '/'), contents]),
  )
  return { outputs: result.metafile.outputs, files }
}

/** Without splitting, a module that is never loaded in production would be in the one file all the same. */
const withoutDevelopment = {
  name: 'without-development',
  setup({ onLoad }) {
    onLoad({ filter: DEVELOPMENT_ONLY }, () => ({ contents: 'export {}' }))
  },
}

/** The outputs that are loaded when `from` are. */
function reachable(outputs, from, kinds) {
  const reached = new Set()
  const open = [...from]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    open.push(
      ...outputs[path].imports
        .filter(({ kind, external }) => !external && kinds.includes(kind))
        .map(({ path }) => path),
    )
  }
  return reached
}

const isRoot = ({ entryPoint }) => entryPoint !== undefined

/** A chunk by the module it was made for; a shared one by the largest module in it. */
function nameOf({ entryPoint, inputs }) {
  if (entryPoint === '<stdin>') return 'app and latchkey'
  const [largest] = Object.entries(inputs).sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
  return entryPoint ?? `shared: ${basename(largest?.[0] ?? 'nothing')} …`
}

/** @returns {Size} */
function weigh(name, contents) {
  return { name, raw: contents.length, gzip: gzipSync(contents, { level: 9 }).length }
}

/** @returns {Size} */
function add(name, sizes) {
  return sizes.reduce((sum, { raw, gzip }) => ({ name, raw: sum.raw + raw, gzip: sum.gzip + gzip }), {
    name,
    raw: 0,
    gzip: 0,
  })
}

/** @returns {Share[]} */
function shares(outputs, paths, /** @type {'first' | 'later'} */ when) {
  const bytes = new Map()
  for (const path of paths) {
    for (const [module, { bytesInOutput }] of Object.entries(outputs[path].inputs)) {
      bytes.set(module, (bytes.get(module) ?? 0) + bytesInOutput)
    }
  }
  return [...bytes].map(([module, raw]) => ({ module, when, raw }))
}

function print({ firstLoad, lazy, total, whole, rare, developmentOnly, modules }) {
  const kb = (bytes) => (bytes / KB).toFixed(2).padStart(7)
  const line = ({ name, raw, gzip }, note = '') => console.log(`${name.padEnd(44)} ${kb(raw)} ${kb(gzip)}  ${note}`)
  const budget = ({ aim, ceiling }) => `budget ${aim / KB}, ceiling ${ceiling / KB}`

  console.log('An app with createAuth, a subscription, sign-in, sign-out and fetch.')
  console.log(`esbuild, minified, ES2022; gzip -9. In KB of ${KB} bytes.\n`)
  console.log(`${'with code splitting'.padEnd(44)}     raw    gzip`)
  line({ ...firstLoad, name: 'first load, with a session' }, budget(BUDGETS.firstLoad))
  for (const chunk of lazy) line({ ...chunk, name: `later: ${chunk.name}` })
  line({ ...total, name: 'everything' }, budget(BUDGETS.total))
  for (const chunk of rare) line({ ...chunk, name: `when used: ${chunk.name}` })
  for (const chunk of developmentOnly) line({ ...chunk, name: `not counted: ${chunk.name}` }, 'on a loopback host only')
  console.log('\nwithout code splitting')
  line({ ...whole, name: 'one file' }, budget(BUDGETS.whole))
  console.log('\nthe largest modules, minified in their chunk')
  for (const { module, when, raw } of modules.slice(0, 15))
    console.log(`${module.padEnd(44)} ${kb(raw)}          ${when}`)
}

/** The table of the README, between its size marks. */
export function toTable({ firstLoad, total, whole, developmentOnly }) {
  const rows = [
    ['first load, with a session', firstLoad],
    ['with sign-in, callback, renewal and sign-out', total],
    ['all of latchkey, in one file', whole],
    ['explanations for developers, on a loopback host alone', add('', developmentOnly)],
  ]
  const lines = rows.map(([name, { gzip }]) => `| ${name} | ${(gzip / KB).toFixed(1)} KB |\n`)
  return `| what an app loads | gzip |\n|---|---|\n${lines.join('')}`
}

/** Puts the table into the README. */
function write(sizes) {
  const path = join(ROOT, 'README.md')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(/(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/, `$1${toTable(sizes)}$2`))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = await measure()
  print(sizes)
  if (process.argv.includes('--write')) write(sizes)
}
