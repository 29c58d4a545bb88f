// The providers that latchkey is tried with: those of npm, with packages of their own, and Keycloak. Installed once for the same lockfile.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { install } from './apps.mjs'
import { ROOT } from './setup.mjs'

const PROVIDERS = join(ROOT, 'test', 'providers')

/** Installs the providers that come from npm, and gives their folder. `load.mjs` in it loads them by name. */
export function prepareProviders() {
  const folder = join(ROOT, '.cache', 'providers')
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json', 'load.mjs'])
    cpSync(join(PROVIDERS, name), join(folder, name))
  install('providers', folder)
  return folder
}

/** The release of Keycloak that is tried; it runs on Java 17. */
export const KEYCLOAK = '26.4.7'

/** What is decided when Keycloak is built, and not when it starts. */
const KEYCLOAK_BUILD = ['--db=dev-mem', '--health-enabled=false', '--metrics-enabled=false']

/** Keycloak's folder, unpacked from Maven's archive of it and built once; `undefined` where there is no Java or no Maven. */
export function prepareKeycloak() {
  const folder = join(ROOT, '.cache', 'keycloak', `keycloak-${KEYCLOAK}`)
  const built = join(folder, 'built')
  if (existsSync(built)) return folder
  if (['java', 'mvn'].some((program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).error)) return undefined
  console.error('Installing Keycloak …')
  const artifact = `org.keycloak:keycloak-quarkus-dist:${KEYCLOAK}:zip`
  const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${dirname(folder)}`]
  // Maven notes what it has unpacked below the folder that it runs in.
  const cwd = dirname(folder)
  mkdirSync(cwd, { recursive: true })
  const run = (program, ...args) => spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] }).status === 0
  if (!run('mvn', '-q', '-B', 'dependency:unpack', ...options)) return undefined
  if (!run(join(folder, 'bin', 'kc.sh'), 'build', ...KEYCLOAK_BUILD)) return undefined
  writeFileSync(built, '')
  return folder
}
