// The tests that mutants of one room meet: those that are quick and bite. `npm run test:mutation -- session` runs them by Stryker.
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { LASTING } from './test/mutation/lasting-worker.js'
import { ROOMS } from './tools/mutation-rooms.mjs'
import { ALIAS, FUZZ } from './vitest.config.js'

const room = process.env['MUTATION_ROOM'] ?? ''
const { tests } = ROOMS[room] ?? { tests: [] }

/** Runs the tests of the room itself first: most mutants meet one there, and the first that notices is the last that runs. */
class OwnFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isOther = ({ moduleId }: TestSpecification) => Number(!moduleId.includes(`/test/${room.replace(/-.*/, '')}/`))
    return files.sort((one, other) => isOther(one) - isOther(other))
  }
}

export default defineConfig({
  resolve: { alias: ALIAS },
  plugins: [
    {
      name: 'lasting-threads',
      // Here, because Stryker itself asks for threads.
      configureVitest: ({ project }) => void Object.assign(project.config, { pool: LASTING.name, poolRunner: LASTING }),
    },
  ],
  test: {
    name: 'mutation',
    include: [...tests],
    exclude: FUZZ,
    isolate: false,
    setupFiles: ['test/mutation/setup.ts'],
    runner: 'test/mutation/runner.ts',
    // Of files that are not read any more.
    passWithNoTests: true,
    sequence: { sequencer: OwnFirst },
    // test/mutation/setup.ts has shorter ones, for a test that meets a mutant.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 8_000 } },
  },
})
