// The recipes of docs/testing/ that run in `npm test`. The others are in on-request.test.ts.
import { describe, expect, it } from 'vitest'
import { BROKEN, FORGOTTEN, HAPPY_DOM, JEST, PATIENTLY } from '../support/react-recipe.js'
import { readFiles } from '../support/runner-projects.js'
import { describeRecipe, installBefore, packBefore } from '../support/runner-recipe.js'

const packed = packBefore()

describe('vitest 4', () =>
  describeRecipe(packed, {
    project: 'vitest',
    environments: {
      'happy-dom': { script: 'test', args: PATIENTLY },
      jsdom: { script: 'test:jsdom', args: PATIENTLY },
    },
    passed: /Tests\s+3 passed \(3\)/,
    broken: BROKEN,
  }))

describe('Jest 30 with ES modules', () =>
  describeRecipe(packed, {
    project: 'jest-esm',
    environments: { jsdom: JEST, 'happy-dom': { ...JEST, changes: HAPPY_DOM } },
    passed: /Tests:\s+3 passed, 3 total/,
    broken: BROKEN,
  }))

describe('Jest 30 with CommonJS', () =>
  describeRecipe(packed, {
    project: 'jest-cjs',
    environments: { jsdom: JEST },
    passed: /Tests:\s+3 passed, 3 total/,
    broken: BROKEN,
  }))

describe('Jest 30, when a test has ended and its window is closed', () => {
  const runner = installBefore('jest-esm', packed)

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

describe('node:test', () =>
  describeRecipe(packed, {
    project: 'node-test',
    environments: { Node: { script: 'test' } },
    passed: /\bpass 3\b/,
    broken: {
      changes: {
        'src/greeting.js': ['user.name', 'user.sub'],
        'src/apis.js': FORGOTTEN,
      },
      failed: /\bfail 3\b/,
      reasons: [/\+ 'Hello, ada'/, /\+ +token: 'none'/, /401 !== 200/],
    },
  }))
