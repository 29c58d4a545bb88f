import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type RunnerProject, readLock, readProject } from './runner-projects.js'

/** A project of `test/runners` with its packages and the tarball, where it finds nothing of this one. */
export interface Runner {
  /** Runs a script of its package.json, with other files in the place of its own. */
  run(script: string, how?: RunOptions): Promise<Ran>
  remove(): void
}

export interface RunOptions {
  readonly args?: readonly string[]
  /** What is changed in files: a text of them, which must be there, and what is in its place. */
  readonly changes?: Readonly<Record<string, readonly [from: string, to: string]>>
  /** Further files. */
  readonly files?: Iterable<readonly [path: string, text: string]>
  readonly environment?: Readonly<Record<string, string>>
}

export interface Ran {
  readonly status: number | null
  /** All that it printed. */
  readonly output: string
}

/** Installs a project with a tarball: its packages once for the same lockfile, the tarball each time. */
export async function installRunner(name: RunnerProject, tarball: string): Promise<Runner> {
  const packages = await installOnce(name, tarball)
  const folder = mkdtempSync(join(tmpdir(), `latchkey-${name}-`))
  link(packages, join(folder, 'node_modules'))
  const latchkey = join(folder, 'node_modules', 'latchkey')
  mkdirSync(latchkey)
  await mustPass(spawnIn(folder, 'tar', ['-xzf', tarball, '-C', latchkey, '--strip-components', '1']))
  return {
    async run(script, { args = [], changes = {}, files = [], environment = {} } = {}) {
      for (const entry of readdirSync(folder))
        if (entry !== 'node_modules') rmSync(join(folder, entry), { recursive: true, force: true })
      for (const [path, text] of [...readProject(name), ...files]) {
        const [from, to] = changes[path] ?? ['', '']
        if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
        write(
          join(folder, path),
          text.replace(from, () => to),
        )
      }
      return npm(folder, ['run', '--silent', script, ...(args.length ? ['--', ...args] : [])], environment)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The packages of a lockfile, which no runner writes into: they are linked from there. */
async function installOnce(name: RunnerProject, tarball: string): Promise<string> {
  const lock = readLock(name)
  const key = createHash('sha256').update(`${process.platform} ${process.arch} ${lock}`).digest('hex').slice(0, 16)
  const place = join(tmpdir(), 'latchkey-runners', key)
  if (existsSync(place)) return place
  mkdirSync(dirname(place), { recursive: true })
  const making = mkdtempSync(`${place}-`)
  try {
    write(join(making, 'package-lock.json'), lock)
    write(join(making, 'package.json'), readProject(name).get('package.json') ?? '')
    copyFileSync(tarball, join(making, 'latchkey.tgz'))
    await mustPass(npm(making, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']))
    rmSync(join(making, 'node_modules', 'latchkey'), { recursive: true })
    // Whole or not at all, whoever else installs the same.
    if (!existsSync(place)) renameSync(join(making, 'node_modules'), place)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return place
}

async function mustPass(ran: Promise<Ran>): Promise<void> {
  const { status, output } = await ran
  if (status !== 0) throw new Error(`Installing ended with ${status}: ${output}`)
}

function npm(folder: string, args: readonly string[], environment?: RunOptions['environment']): Promise<Ran> {
  const script = process.env['npm_execpath']
  return script
    ? spawnIn(folder, process.execPath, [script, ...args], environment)
    : spawnIn(folder, 'npm', args, environment)
}

// What a test runner has set for its own tests would be taken by another for its own, too.
const OWN = /^(VITEST|JEST|TEST$|DEV$|PROD$|SSR$|MODE$|BASE_URL$|NODE_ENV$|NODE_OPTIONS$|NODE_PATH$|FORCE_COLOR$)/
const QUIET = { NO_COLOR: '1', NG_CLI_ANALYTICS: 'false', STORYBOOK_DISABLE_TELEMETRY: '1' }

function spawnIn(
  folder: string,
  program: string,
  args: readonly string[],
  environment?: RunOptions['environment'],
): Promise<Ran> {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)))
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...kept, ...QUIET, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && program === 'npm',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // A diff made in a browser knows nothing of NO_COLOR.
    child.on('close', (status) => resolve({ status, output: stripVTControlCharacters(output) }))
  })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Links every file of a folder. Links to programs lead to the same place in the copy. */
function link(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) link(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}
