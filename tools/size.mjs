// What latchkey costs an app, measured as an app would bundle it: `npm run size` prints it, and says which modules grew since
// the sizes were last written down; `npm run size -- --write` writes them down. test/size.test.ts holds the budgets.
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { print, readLedger, write } from './size-report.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** One KB, as everywhere in this project's sizes, in bytes. */
export const KB = 1024

/** In gzip bytes: the budget that is aimed at, and the ceiling that is held until it is reached. A ceiling grows only with a feature. */
export const BUDGETS = {
  /** What an app with a session loads and runs: the entry and everything that it imports statically. */
  firstLoad: { aim: 6 * KB, ceiling: 10.6 * KB },
  /** Everything that sign-in, callback, signature check, renewal, sign-out and fetch ever load. */
  total: { aim: 16 * KB, ceiling: 25.6 * KB },
  /** All of latchkey in one file, also what few apps use. */
  whole: { aim: 20 * KB, ceiling: 30.7 * KB },
}

/** Ceilings in gzip bytes of the chunks that only some apps load, by the feature that loads them, and of the other door. */
export const FEATURES = {
  'src/access/dpop.ts': 1.75 * KB,
  'src/sign-in/popup.ts': 1.65 * KB,
  'src/client/own-session.ts': 1.2 * KB,
  'src/access/headers-for.ts': 0.95 * KB,
  'src/sign-in/require-user.ts': 0.85 * KB,
  'src/auth/inspect.ts': 0.8 * KB,
  'src/sign-in/idle.ts': 0.75 * KB,
  'src/sign-in/pushed-authorization-request.ts': 0.6 * KB,
  'src/sign-in/third-party-initiated-login.ts': 0.35 * KB,
  'src/auth/server-fetch.ts': 0.3 * KB,
  'src/platform/form.ts': 0.25 * KB,
  'src/platform/frame.ts': 0.2 * KB,
  'latchkey/testing': 16.2 * KB,
}

/** Chunks that every app loads some time after the first load; the others are for what few apps use. */
const EVERY_APP = /\/sign-in\/completion\.ts$/

/** Modules that are loaded on a developer's machine alone: listed, not counted. */
const DEVELOPMENT_ONLY = /\/development\/(explain|problem-report)\.ts$/

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
 * @typedef {import('./size-report.mjs').Size} Size
 * @typedef {import('./size-report.mjs').Share} Share
 */

/**
 * Bundles the app against `src/` and weighs it.
 * @returns {Promise<import('./size-report.mjs').Sizes>}
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
  const [testing] = [
    ...(await bundle({ splitting: false, contents: "export * from 'latchkey/testing'" })).files.values(),
  ]

  return {
    firstLoad: sum('first load', first),
    lazy: later.map(weighed),
    total: sum('total', counted),
    whole: weigh('whole', wholeFile),
    testing: weigh('latchkey/testing', testing),
    rare: rare.map(weighed),
    developmentOnly: development.map(weighed),
    modules: [...shares(outputs, first, 'first'), ...shares(outputs, later, 'later')].sort(
      (one, other) => other.raw - one.raw,
    ),
  }
}

async function bundle({ splitting, contents = APP }) {
  const result = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'js' },
    alias: { 'latchkey/testing': join(ROOT, 'src/testing.ts'), latchkey: join(ROOT, 'src/index.ts') },
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = await measure()
  print(sizes, readLedger(), BUDGETS)
  if (process.argv.includes('--write')) write(sizes)
}
