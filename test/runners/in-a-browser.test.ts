// The recipes that run an app's tests in a browser: of Vitest, and Storybook.
import { describe } from 'vitest'
import { findHeadlessShell } from '../../tools/browser.mjs'
import { BROKEN, PATIENTLY } from '../support/react-recipe.js'
import { describeRecipe } from '../support/runner-recipe.js'

const CHROMIUM = { environment: { CHROMIUM: findHeadlessShell() } }

describe('vitest 4 in a browser', () =>
  describeRecipe({
    project: 'vitest-browser',
    environments: { Chromium: { script: 'test', args: PATIENTLY, ...CHROMIUM } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: BROKEN,
  }))

describe('Storybook 10', () =>
  describeRecipe({
    project: 'storybook',
    environments: { Chromium: { script: 'test', args: PATIENTLY, ...CHROMIUM } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: {
      changes: { 'src/badge.tsx': ['user?.name', 'user?.sub'] },
      failed: /\b1 failed\b/,
      reasons: [/Unable to find role="button" and name "Ada"/],
    },
  }))
