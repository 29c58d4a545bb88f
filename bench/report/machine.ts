import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { SUBJECTS } from '../apps/list.js'

export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly node: string
  readonly chromium: string
  /** Package to version. */
  readonly versions: Readonly<Record<string, string>>
}

export function describeMachine(root: string, chromium: string): Machine {
  const packages = ['oidc-provider', ...SUBJECTS.flatMap((subject) => subject.package ?? [])]
  const installed = packages.map((name) => [name, versionIn(join(root, 'bench/node_modules', name))] as const)
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.version,
    chromium,
    versions: { latchkey: versionIn(root), ...Object.fromEntries(installed) },
  }
}

const versionIn = (folder: string): string => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
