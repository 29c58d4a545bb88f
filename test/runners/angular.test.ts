// The recipe of docs/testing/angular.md.
import { describe } from 'vitest'
import { FORGOTTEN } from '../support/react-recipe.js'
import { describeRecipe } from '../support/runner-recipe.js'

describe('ng test', () =>
  describeRecipe({
    project: 'angular',
    environments: { jsdom: { script: 'test' } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: {
      changes: { 'src/app/badge.ts': ['user.name', 'user.sub'], 'src/app/apis.ts': FORGOTTEN },
      failed: /\b3 failed\b/,
      reasons: [/expected 'ada' to be 'Ada'/, /^\s*\+ .*"token": "none"/m],
    },
  }))
