// The recipe of docs/testing/node-test.md.
import { describe } from 'vitest'
import { FORGOTTEN } from '../support/react-recipe.js'
import { describeRecipe } from '../support/runner-recipe.js'

describe('node:test', () =>
  describeRecipe({
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
