import type { Recipe } from './runner-recipe.js'

/** What an app forgets: to declare its API. */
export const FORGOTTEN = [
  "  calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] },\n",
  '',
] as const

/** The broken app of the recipes with React: it shows the wrong claim, and has forgotten to declare its API. */
export const BROKEN: Recipe['broken'] = {
  changes: {
    'src/badge.tsx': ['user?.name', 'user?.sub'],
    'src/apis.ts': FORGOTTEN,
  },
  failed: /\b3 failed\b/,
  reasons: [
    /Unable to find an accessible element with the role "button" and name `?"Ada"/,
    /^\s*\+ .*"token": "none"/m,
    /expected 401 to be 200|Expected: 200\s+Received: 401/,
  ],
}

/** Only a hang reaches the limit of a test. */
export const PATIENTLY = ['--testTimeout=100000'] as const

/** How Jest runs. */
export const JEST = { script: 'test', args: PATIENTLY } as const

/** The other test DOM in the place of jsdom. */
export const HAPPY_DOM = {
  'test-environment.mjs': [
    "import { TestEnvironment } from 'jest-environment-jsdom'",
    "import TestEnvironment from '@happy-dom/jest-environment'",
  ],
} as const
