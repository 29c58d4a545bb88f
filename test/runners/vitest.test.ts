// The recipes of docs/testing/vitest.md without a browser.
import { describe } from 'vitest'
import { BROKEN, PATIENTLY } from '../support/react-recipe.js'
import { describeRecipe } from '../support/runner-recipe.js'

describe.each([
  ['vitest 3', 'vitest-3'],
  ['vitest 4', 'vitest'],
  ['vitest 5, by a newer Node', 'vitest-5'],
] as const)('%s', (_, project) =>
  describeRecipe({
    project,
    environments: {
      'happy-dom': { script: 'test', args: PATIENTLY },
      jsdom: { script: 'test:jsdom', args: PATIENTLY },
    },
    passed: /Tests\s+3 passed \(3\)/,
    broken: BROKEN,
  }),
)
