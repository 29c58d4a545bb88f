// What latchkey costs an app, measured as an app would bundle the built package: `npm run size` prints it, and says which modules grew since
// the sizes were last written down; `npm run size -- --write` writes them down. test/size.test.ts holds the budgets.
import { readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { rollup } from 'rollup'
import { BUILDS } from '../rollup.config.mjs'
import { BUDGETS, KB } from './budgets.mjs'
import { print, readLedger, write } from './size-report.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** What doors for frameworks import. */
const FRAMEWORKS = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).peerDependencies)

/** Ceilings in gzip bytes of the chunks that only some apps load, by the name they have in dist/, and of the other doors. */
export const FEATURES = {
  popup: 2.7 * KB,
  'odd-return': 1.2 * KB,
  dpop: 1.7 * KB,
  'refused-request': 1.3 * KB,
  'user-info': 1.65 * KB,
  turns: 0.6 * KB,
  'require-user': 1.4 * KB,
  'own-store': 1.2 * KB,
  'headers-for': 0.95 * KB,
  inspect: 0.8 * KB,
  idle: 0.7 * KB,
  'error-response': 1.75 * KB,
  'odd-answer': 0.75 * KB,
  'pushed-authorization-request': 0.8 * KB,
  'third-party-initiated-login': 0.65 * KB,
  form: 0.3 * KB,
  'server-fetch': 0.3 * KB,
  // In one file, with the part of the core that reads what is sealed: for the page that a provider frames.
  'latchkey/front-channel-logout': 4.1 * KB,
  // With the whole core, which it signs in, jose, and what is known of ten providers: in one file, for no app.
  'latchkey/testing': 109 * KB,
  // The stub that the production build has in the place of the panel.
  'latchkey/devtools': 0.1 * KB,
  // For Node, with the provider and jose.
  'latchkey/testing/playwright': 42 * KB,
}

/** Ceiling in gzip bytes of the developer panel, which the development build has, beside the explanations that the core brings. */
export const PANEL = 9 * KB

/** The doors for tests, that for a provider's frame, and the panel's. */
const TESTING = Object.keys(FEATURES).filter((name) => name.startsWith('latchkey/'))

/** Ceilings in gzip bytes of the doors for frameworks, each with what it shares with the others and without its framework. */
export const DOORS = {
  'latchkey/angular': KB,
  'latchkey/next': KB,
  'latchkey/react': 1.3 * KB,
  'latchkey/react-router': KB,
  'latchkey/tanstack-router': KB,
  'latchkey/solid': KB,
  'latchkey/vue': KB,
  'latchkey/svelte': KB,
}

/** The chunk that every app loads some time after the first load; the others are for what few apps use. */
const EVERY_APP = 'sign-in'

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
 * Builds the package and bundles the app against it, and weighs what comes of it.
 * @returns {Promise<import('./size-report.mjs').Sizes>}
 */
export async function measure() {
  const built = await buildPackage(BUILDS.production)
  const forDevelopers = await buildPackage(BUILDS.development)
  const { outputs, files } = await bundle(built, { splitting: true })
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === '<stdin>')
  const first = reachable(outputs, [entry], ['import-statement'])
  const roots = Object.keys(outputs).filter((path) => outputs[path].entryPoint !== undefined && path !== entry)
  const named = (/** @type {string} */ name) => roots.filter((path) => nameOf(outputs[path]) === name)
  const everyApp = named(EVERY_APP)
  const rare = roots.filter((path) => !everyApp.includes(path))
  const counted = reachable(outputs, [entry, ...everyApp], ['import-statement'])
  const later = [...counted].filter((path) => !first.has(path))

  const weighed = (/** @type {string} */ path) => weigh(nameOf(outputs[path]), files.get(path))
  const sum = (/** @type {string} */ name, /** @type {Iterable<string>} */ paths) => add(name, [...paths].map(weighed))
  const whole = await bundle(built, { splitting: false })
  const [wholeFile] = [...whole.files.values()]

  return {
    firstLoad: sum('first load', first),
    lazy: later.map(weighed),
    total: sum('total', counted),
    whole: weigh('whole', wholeFile),
    testing: await Promise.all(TESTING.map((name) => weighDoor(built, name))),
    doors: await Promise.all(Object.keys(DOORS).map((name) => weighDoor(built, name))),
    rare: rare.map(weighed),
    developmentOnly: await measureDevelopment(forDevelopers),
    panel: { ...(await weighDoor(forDevelopers, 'latchkey/devtools')), name: 'developer panel' },
    modules: [
      ...(await shares(built, outputs, first, 'first')),
      ...(await shares(built, outputs, later, 'later')),
    ].sort((one, other) => other.raw - one.raw),
  }
}

/** A door alone, with all that it exports. Its framework is there already. */
async function weighDoor(built, /** @type {string} */ name) {
  const { files } = await bundle(built, { splitting: false, contents: `export * from '${name}'`, external: FRAMEWORKS })
  const [file] = [...files.values()]
  return weigh(name, file)
}

/** The first load of the development build: a developer's machine has it at hand. */
async function measureDevelopment(built) {
  const { outputs, files } = await bundle(built, { splitting: true })
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === '<stdin>')
  const paths = [...reachable(outputs, [entry], ['import-statement'])]
  return add(
    'development',
    paths.map((path) => weigh(path, files.get(path))),
  )
}

/** The chunks of a build of the package by their names in dist/, as `npm run build` writes them. */
async function buildPackage(condition) {
  const { output, ...input } = condition
  const build = await rollup(input)
  const generated = await build.generate({ ...output, sourcemap: false })
  await build.close()
  return new Map(generated.output.map((chunk) => [chunk.fileName, chunk]))
}

async function bundle(built, { splitting, contents = APP, external = [] }) {
  /** The built package in the place of dist/. */
  const fromMemory = {
    name: 'built',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^latchkey(\/|$)/ }, ({ path }) => ({
        path: path === 'latchkey' ? 'index.js' : `${path.slice('latchkey/'.length)}.js`,
        namespace: 'dist',
        sideEffects: false,
      }))
      onResolve({ filter: /^\.\.?\//, namespace: 'dist' }, ({ path, importer }) => ({
        path: posix.join(posix.dirname(importer), path),
        namespace: 'dist',
        sideEffects: false,
      }))
      onLoad({ filter: /.*/, namespace: 'dist' }, ({ path }) => ({
        contents: built.get(path).code,
        resolveDir: ROOT,
      }))
    },
  }
  const result = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'js' },
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
    external,
    plugins: [fromMemory],
  })
  const files = new Map(
    result.outputFiles.map(({ path, contents }) => [relative(ROOT, path).replaceAll('\\', '/'), contents]),
  )
  return { outputs: result.metafile.outputs, files }
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

/** A chunk by its name in dist/; a shared one by the largest that is in it. */
function nameOf({ entryPoint, inputs }) {
  if (entryPoint === '<stdin>') return 'app'
  const [largest] = Object.entries(inputs).sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
  return toName(entryPoint ?? largest?.[0] ?? 'nothing')
}

const toName = (/** @type {string} */ path) => path.replace(/^dist:/, '').replace(/\.js$/, '')

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

/**
 * What each module of src/ takes in these outputs, minified by itself.
 * @returns {Promise<Share[]>}
 */
async function shares(built, outputs, paths, /** @type {'first' | 'later'} */ when) {
  const inputs = [...paths].flatMap((path) => Object.keys(outputs[path].inputs))
  const modules = inputs.flatMap((path) => Object.entries(built.get(path.replace(/^dist:/, ''))?.modules ?? {}))
  return Promise.all(
    modules.map(async ([id, { code }]) => {
      const module = relative(ROOT, id).replaceAll('\\', '/')
      return { module, when, raw: (await transform(code ?? '', { minify: true })).code.length }
    }),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = await measure()
  print(sizes, readLedger(), BUDGETS)
  if (process.argv.includes('--write')) write(sizes)
}
