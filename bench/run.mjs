// `npm run bench`: installs what is missing, bundles the bench and runs it. Starts with nothing but Node.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, launchOptions } from '../tools/browser.mjs'
import { buildPackage, installPackages, ROOT } from '../tools/setup.mjs'

const FOLDER = join(ROOT, 'bench')
const OUT = join(FOLDER, '.cache')

try {
  // Looked for first: who lacks a browser need not wait for packages.
  const browser = launchOptions(findChromium())
  installPackages()
  buildPackage()
  installBench()
  process.exitCode = await run(browser)
} catch (error) {
  console.error(['SetupFailed', 'NoBrowser'].includes(error.name) ? error.message : error)
  process.exitCode = 1
}

function installBench() {
  const copy = join(FOLDER, 'node_modules/.package-lock.json')
  if (existsSync(copy) && sameVersions(copy, join(FOLDER, 'package-lock.json'))) return
  console.error('Installing the packages of the bench …')
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', args, {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0)
    throw Object.assign(new Error('npm ci failed in bench/: see what it printed above.'), { name: 'SetupFailed' })
}

function sameVersions(installed, wanted) {
  const [have, want] = [installed, wanted].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages)
  const isThere = ([path, { version, optional }]) => path === '' || have[path]?.version === version || optional === true
  return Object.entries(want).every(isThere)
}

async function run(browser) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: FOLDER,
    entryPoints: { main: 'main.ts', server: 'server/main.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
  })
  const env = {
    ...process.env,
    BENCH_ROOT: ROOT,
    BENCH_SERVER: join(OUT, 'server.mjs'),
    BENCH_BROWSER: JSON.stringify(browser),
  }
  const args = ['--enable-source-maps', join(OUT, 'main.mjs'), ...process.argv.slice(2)]
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
}
