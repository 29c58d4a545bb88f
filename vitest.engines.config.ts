// The tests of whole worlds once more, in the engines of browsers: their URLs, requests, cryptography, promises and modules in
// the place of Node's. A config of its own: it looks for browsers as soon as it is read.
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findFirefox, findHeadlessShell, launchOptions } from './tools/browser.mjs'
import { ALIAS, FUZZ } from './vitest.config.js'

/** What reads files or has Node's own ways to ask. */
const IN_NODE = [
  'test/conformance/differential.test.ts',
  'test/conformance/mutation.test.ts',
  'test/conformance/mutation-score.test.ts',
  'test/conformance/table.test.ts',
  'test/domain/throw-sites.test.ts',
  'test/domain/secret.test.ts',
  'test/auth/app-code.test.ts',
  'test/testing/check-api.test.ts',
  'test/testing/check-demo.test.ts',
]

/** Every option with every wrong ID token: that is about our own branches, and each such token alone is tried in the engines. */
const CROSSED = 'test/conformance/every-path.test.ts'

export default defineConfig({
  resolve: {
    alias: [
      ...ALIAS,
      { find: 'node:util', replacement: fileURLToPath(new URL('./test/support/inspect.ts', import.meta.url)) },
    ],
  },
  test: {
    name: 'engines',
    include: ['test/{access,auth,client,conformance,development,domain,protocol,session,sign-in,testing}/**/*.test.ts'],
    exclude: [...FUZZ, ...IN_NODE, CROSSED],
    setupFiles: ['test/support/engine.ts'],
    // Modules here keep nothing that one file could leave for the next, and to load them anew costs a third of the whole time.
    isolate: false,
    testTimeout: 120_000,
    expect: { poll: { timeout: 50_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright(),
      instances: [
        { browser: 'chromium', provider: playwright({ launchOptions: launchOptions(findHeadlessShell()) }) },
        {
          browser: 'firefox',
          provider: playwright({ launchOptions: { channel: 'moz-firefox', executablePath: findFirefox() } }),
        },
      ],
    },
  },
})
