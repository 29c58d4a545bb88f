// The recipes of docs/testing/jest.md.
import { describe, expect, it } from 'vitest'
import { BROKEN, HAPPY_DOM, JEST } from '../support/react-recipe.js'
import { readFiles } from '../support/runner-projects.js'
import { describeRecipe, installBefore } from '../support/runner-recipe.js'

describe('Jest 30 with ES modules', () =>
  describeRecipe({
    project: 'jest-esm',
    environments: { jsdom: JEST, 'happy-dom': { ...JEST, changes: HAPPY_DOM } },
    passed: /Tests:\s+3 passed, 3 total/,
    broken: BROKEN,
  }))

describe('Jest 30 with CommonJS', () =>
  describeRecipe({
    project: 'jest-cjs',
    environments: { jsdom: JEST },
    passed: /Tests:\s+3 passed, 3 total/,
    broken: BROKEN,
  }))

describe('Jest 30, when a test has ended and its window is closed', () => {
  const runner = installBefore('jest-esm')

  it.each([
    ['jsdom', {}],
    ['happy-dom', HAPPY_DOM],
  ])('nothing late touches %s (16.3)', async (_, changes) => {
    const files = readFiles('test/runners/jest-late')
    const { status, output } = await runner().run('test', { args: [...JEST.args, '--runInBand'], changes, files })

    expect(output).toMatch(/Tests:\s+6 passed, 6 total/)
    expect(output).not.toMatch(/torn down|Cannot read properties|Cannot log/)
    expect(status, output).toBe(0)
  })
})
