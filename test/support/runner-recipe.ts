import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { installRunner, type Runner, type RunOptions } from './runner.js'
import type { RunnerProject } from './runner-projects.js'

/** A recipe, as a runner shows it. */
export interface Recipe {
  readonly project: RunnerProject
  /** How it is started, by the environment of its tests. */
  readonly environments: Readonly<Record<string, { readonly script: string } & RunOptions>>
  /** What it prints when all of its tests pass. */
  readonly passed: RegExp
  /** What is broken in the app, and what is printed of each test then. */
  readonly broken: Pick<RunOptions, 'changes'> & { readonly failed: RegExp; readonly reasons: readonly RegExp[] }
}

/** Installs a project before the tests of a group. */
export function installBefore(project: RunnerProject): () => Runner {
  let runner: Runner | undefined
  beforeAll(async () => {
    runner = await installRunner(project, inject('tarball'))
  })
  afterAll(() => runner?.remove())
  return () => {
    if (!runner) throw new Error('The project is installed before the tests')
    return runner
  }
}

/** Shows that the tests of a recipe pass, and that each fails for its reason when the app is broken. */
export function describeRecipe({ project, environments, passed, broken }: Recipe): void {
  const runner = installBefore(project)
  describe.each(Object.entries(environments))('in %s', (_, { script, ...how }) => {
    it('passes from the tarball (16.3)', async () => {
      const { status, output } = await runner().run(script, how)

      expect(output).toMatch(passed)
      expect(status, output).toBe(0)
    })

    it('fails for what is wrong with a broken app (16.3)', async () => {
      const changes = { ...how.changes, ...broken.changes }
      const { status, output } = await runner().run(script, { ...how, changes })

      expect(status, output).not.toBe(0)
      expect(output).toMatch(broken.failed)
      for (const reason of broken.reasons) expect(output).toMatch(reason)
    })
  })
}
