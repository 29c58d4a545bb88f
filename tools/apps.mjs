// The to-do app in each framework: demo/apps/<name>, with packages of its own. Installed and built once for the same content.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { npm, npmWith, ROOT, SetupFailed } from './setup.mjs'

const APPS = join(ROOT, 'demo', 'apps')
const SERVED_APPS = join(ROOT, 'test', 'frameworks')
/** A test that builds has an environment of its own, which a bundler would take for development. And nothing is told to anybody. */
const SERVED = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' }
const NOT_SOURCE =
  /(^|[\\/])(node_modules|dist|build|\.angular|\.next|next-env\.d\.ts|\.svelte-kit|\.nuxt|\.output)([\\/]|$)/

/** The frameworks that there is an app for. What another branch has installed is none. */
export const FRAMEWORKS = readdirSync(APPS)
  .filter((name) => existsSync(join(APPS, name, 'package.json')))
  .sort()

/** The folder of what a server hands out, once the app of a framework is built. */
export const builtApp = (framework) => join(APPS, framework, 'dist')

/** Installs, checks and builds the app of a framework, with `dist/` as it stands, and gives the folder of what a server hands out. */
export function buildApp(framework) {
  const { app, latchkey } = prepareApp(framework)
  const content = latchkey + hashOf(app, join(ROOT, 'demo', 'app'))
  const built = builtApp(framework)
  once(`${framework} build`, content, built, () => {
    console.error(`Building the app in ${framework} …`)
    for (const script of ['typecheck', 'build']) runScript(app, [script])
  })
  return built
}

/** What makes the build of an app go into a folder, with source maps. */
const WITH_MAPS = {
  'vite build': (folder) => ['--sourcemap', '--emptyOutDir', '--outDir', folder],
  'ng build': (folder) => ['--source-map', '--output-path', folder],
}

/** Builds the app of a framework once more, with maps that tell which module each piece of its code is of, and gives the folder. */
export function buildMappedApp(framework) {
  const { app, latchkey } = prepareApp(framework)
  const content = latchkey + hashOf(app, join(ROOT, 'demo', 'app'))
  const built = join(ROOT, '.cache', 'mapped', framework)
  once(`${framework} maps`, content, built, () => {
    const { scripts } = readPackage(app)
    // A test that builds has an environment of its own, which a bundler would take for development.
    runScript(app, ['build', '--', ...WITH_MAPS[scripts.build](built)], { NODE_ENV: 'production' })
  })
  return built
}

/** The programs that `npm run dev` of an app calls, in its folder, with what makes each listen on one port of 127.0.0.1 and no other. */
const DEVELOPMENT_SERVERS = {
  vite: ['node_modules/vite/bin/vite.js', '--strictPort'],
  'ng serve': ['node_modules/@angular/cli/bin/ng.js', 'serve'],
}

/** How the own server for development of a framework's app is started, in its folder or one like it. */
export function toDevelopmentApp(framework, folder = folderOf(framework)) {
  const program = DEVELOPMENT_SERVERS[readPackage(folderOf(framework)).scripts.dev]
  return { folder, start: (port) => [...program, '--host', '127.0.0.1', '--port', port] }
}

/** Installs, checks and builds an app that a server renders, with `dist/` as it stands, and gives its folder. `built` is in there. */
export function buildServedApp(framework, built) {
  const { app, latchkey } = prepareApp(framework)
  once(`${framework} build`, latchkey + hashOf(app), join(app, built), () => {
    console.error(`Building the app in ${framework} …`)
    for (const script of ['typecheck', 'build']) runScript(app, [script], SERVED)
  })
  return app
}

/** The Node for an app: one among its packages, where its framework wants a newer one than this. npm runs its scripts with the same. */
export function nodeOf(app) {
  const own = join(app, 'node_modules', '.bin', 'node')
  return existsSync(own) ? own : process.execPath
}

/** Installs the packages of an app, and `dist/` as it stands among them. */
export function prepareApp(framework) {
  const app = folderOf(framework)
  const latchkey = hashOf(join(ROOT, 'package.json'), join(ROOT, 'dist'))
  install(framework, app)
  once(`${framework} latchkey`, latchkey, join(app, 'node_modules', 'latchkey'), (copy) => {
    rmSync(copy, { recursive: true, force: true })
    for (const name of ['dist', 'package.json']) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    // Where servers for development keep what they have made of packages, for as long as the lockfile is the same.
    for (const cache of ['node_modules/.vite', '.angular']) rmSync(join(app, cache), { recursive: true, force: true })
  })
  return { app, latchkey }
}

function runScript(app, [script, ...rest], environment = {}) {
  if (npmWith(environment, app, 'run', '--silent', '--if-present', script, ...rest) !== 0)
    throw new SetupFailed(`npm run ${script} in ${relative(ROOT, app)} failed: see what it printed above.`)
}

/** Installs the packages that the lockfile of a folder names. */
export function install(framework, app) {
  const packages = hashOf(join(app, 'package.json'), join(app, 'package-lock.json'))
  once(`${framework} packages`, packages, join(app, 'node_modules'), () => {
    console.error(`Installing ${framework} …`)
    if (npm(app, 'ci', '--ignore-scripts', '--no-audit', '--no-fund') !== 0)
      throw new SetupFailed(`npm ci in ${relative(ROOT, app)} failed: see what it printed above.`)
    // What is copied next is newer.
    forget(`${framework} latchkey`)
  })
}

const readPackage = (app) => JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))

/** The folder of an app. An app for another version of its framework, as `next-15`, is made of the files of `next` and of what it has in their place. */
function folderOf(framework) {
  if (FRAMEWORKS.includes(framework)) return join(APPS, framework)
  const own = join(SERVED_APPS, framework)
  const [, newest] = /^(.*)-\d+$/.exec(framework) ?? []
  return newest === undefined ? own : lay(framework, join(SERVED_APPS, newest), own)
}

/** Lays files and what takes the place of some of them. As deep below the project as they are, for the paths in them. What was installed and built there stays. */
function lay(name, ...sources) {
  const folder = join(ROOT, '.cache', 'apps', `of-${name}`)
  mkdirSync(folder, { recursive: true })
  for (const entry of readdirSync(folder))
    if (!NOT_SOURCE.test(entry)) rmSync(join(folder, entry), { recursive: true, force: true })
  for (const source of sources)
    cpSync(source, folder, { recursive: true, filter: (path) => !NOT_SOURCE.test(relative(source, path)) })
  return folder
}

/** Makes something unless it is there, made from the same content. */
function once(what, content, made, make) {
  const note = toNote(what)
  if (existsSync(made) && existsSync(note) && readFileSync(note, 'utf8') === content) return
  forget(what)
  make(made)
  mkdirSync(join(ROOT, '.cache', 'apps'), { recursive: true })
  writeFileSync(note, content)
}

const forget = (what) => rmSync(toNote(what), { force: true })
const toNote = (what) => join(ROOT, '.cache', 'apps', what.replaceAll(' ', '-'))

/** A hash of files and folders, by their names and contents. */
function hashOf(...paths) {
  const hash = createHash('sha256')
  const add = (path, name) => {
    if (NOT_SOURCE.test(name)) return
    const entries = isFolder(path) ? readdirSync(path).sort() : undefined
    if (entries) for (const entry of entries) add(join(path, entry), join(name, entry))
    else hash.update(`${name}\0`).update(readFileSync(path)).update('\0')
  }
  for (const [index, path] of paths.entries()) add(path, String(index))
  return hash.digest('hex')
}

function isFolder(path) {
  try {
    readdirSync(path)
    return true
  } catch {
    // A file, or what is not there: reading it says so.
    return false
  }
}

// `node tools/apps.mjs react`: installs, checks and builds that app.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    for (const framework of process.argv.slice(2)) buildApp(framework)
  } catch (error) {
    if (!(error instanceof SetupFailed)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
