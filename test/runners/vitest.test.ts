// The recipes of docs/testing/ that run by `npm run test:runners` alone, beside those of every-day.test.ts.
import { describe } from 'vitest'
import { findChromium } from '../../tools/browser.mjs'
import { BROKEN, FORGOTTEN, PATIENTLY } from '../support/react-recipe.js'
import { describeRecipe, packBefore } from '../support/runner-recipe.js'

const packed = packBefore()
const CHROMIUM = { environment: { CHROMIUM: findChromium() } }

describe.each([
  ['vitest 3', 'vitest-3'],
  ['vitest 5, by a newer Node', 'vitest-5'],
] as const)('%s', (_, project) =>
  describeRecipe(packed, {
    project,
    environments: {
      'happy-dom': { script: 'test', args: PATIENTLY },
      jsdom: { script: 'test:jsdom', args: PATIENTLY },
    },
    passed: /Tests\s+3 passed \(3\)/,
    broken: BROKEN,
  }),
)

describe('vitest 4 in a browser', () =>
  describeRecipe(packed, {
    project: 'vitest-browser',
    environments: { Chromium: { script: 'test', args: PATIENTLY, ...CHROMIUM } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: BROKEN,
  }))

describe('ng test', () =>
  describeRecipe(packed, {
    project: 'angular',
    environments: { jsdom: { script: 'test' } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: {
      changes: { 'src/app/badge.ts': ['user.name', 'user.sub'], 'src/app/apis.ts': FORGOTTEN },
      failed: /\b3 failed\b/,
      reasons: [/expected 'ada' to be 'Ada'/, /^\s*\+ .*"token": "none"/m],
    },
  }))

describe('Storybook 10', () =>
  describeRecipe(packed, {
    project: 'storybook',
    environments: { Chromium: { script: 'test', args: PATIENTLY, ...CHROMIUM } },
    passed: /Tests\s+3 passed \(3\)/,
    broken: {
      changes: { 'src/badge.tsx': ['user?.name', 'user?.sub'] },
      failed: /\b1 failed\b/,
      reasons: [/Unable to find role="button" and name "Ada"/],
    },
  }))
