import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folders of `test/runners` that a project is made of: a file of a later one takes the place of an earlier one's. The last has the packages. */
const LAYERS = {
  vitest: ['app', 'vitest'],
  'vitest-3': ['app', 'vitest', 'vitest-3'],
  'vitest-5': ['app', 'vitest', 'vitest-5'],
  'vitest-browser': ['app', 'vitest', 'vitest-browser'],
  'jest-esm': ['app', 'jest', 'jest-esm'],
  'jest-cjs': ['app', 'jest', 'jest-cjs'],
  'node-test': ['node-test'],
  angular: ['angular'],
  storybook: ['app', 'storybook'],
} as const

export type RunnerProject = keyof typeof LAYERS

// The keys of a constant are known.
export const RUNNER_PROJECTS = Object.keys(LAYERS) as RunnerProject[]

/** The files of a project by their paths in it, without those of npm. */
export const readProject = (name: RunnerProject): ReadonlyMap<string, string> =>
  new Map(LAYERS[name].flatMap((layer) => [...readFiles(join('test/runners', layer))]))

/** What is laid over a project for a test of ours, and shown to nobody. */
export const readFiles = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'package-lock.json')
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  )

export const readLock = (name: RunnerProject): string => readFileSync(`test/runners/${name}/package-lock.json`, 'utf8')
