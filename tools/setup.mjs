// Makes a clone ready: installs the packages if they are missing or others than package-lock.json names, and finds a
// browser. Uses nothing but Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findChromium } from './browser.mjs'

/** The folder of the project. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Something this clone needs and cannot have. The message is one sentence for the person at the terminal. */
export class SetupFailed extends Error {
  name = 'SetupFailed'
}

/** Installs the packages if what is installed differs from package-lock.json. */
export function installPackages() {
  if (areInstalled()) return
  console.error('Installing packages …')
  // The package scripts are not needed: esbuild and biome bring their programs as packages of their own.
  const status = npm(ROOT, 'ci', '--ignore-scripts', '--no-audit', '--no-fund')
  if (status !== 0) throw new SetupFailed('npm ci failed: see what it printed above.')
}

/** Builds `dist/`. */
export function buildPackage() {
  if (npm(ROOT, 'run', '--silent', 'build') !== 0)
    throw new SetupFailed('npm run build failed: see what it printed above.')
}

/** Runs npm in a folder and gives its status. */
export function npm(folder, ...args) {
  return npmWith({}, folder, ...args)
}

/** The same, with more in its environment. */
export function npmWith(environment, folder, ...args) {
  // What npm prints goes to stderr, so that the output of the command itself stays readable.
  const options = { cwd: folder, stdio: ['ignore', 2, 2], env: { ...process.env, ...environment } }
  const script = process.env.npm_execpath
  const { status, error } = script
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (error !== undefined) throw new SetupFailed(`npm could not be started: ${error.message}`)
  return status
}

/** npm leaves a copy of the lock file beside the packages it has installed: what it has finished is in there. */
function areInstalled() {
  const copy = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(copy)) return false
  const installed = packagesOf(copy)
  const wanted = packagesOf(join(ROOT, 'package-lock.json'))
  const isThere = ([path, { version, integrity, optional }]) => {
    const found = installed[path]
    // Optional packages are those of other platforms.
    if (found === undefined) return optional === true
    return found.version === version && found.integrity === integrity && existsSync(join(ROOT, path, 'package.json'))
  }
  const isWanted = ([path, { optional }]) => path in wanted || optional === true
  return Object.entries(wanted).every(isThere) && Object.entries(installed).every(isWanted)
}

function packagesOf(file) {
  const { '': _root, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages
  return packages
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    installPackages()
    if (process.argv.includes('--browser')) console.log(findChromium())
  } catch (error) {
    if (error.name !== 'SetupFailed' && error.name !== 'NoBrowser') throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
