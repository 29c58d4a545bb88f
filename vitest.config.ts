import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (file: string) => fileURLToPath(new URL(`./src/${file}`, import.meta.url))
export const ALIAS = [
  { find: /^latchkey$/, replacement: source('index.ts') },
  { find: /^latchkey\/testing$/, replacement: source('testing.ts') },
]
const PACKAGE = ['test/package.test.ts', 'test/bundlers.test.ts', 'test/size.test.ts']
const BROWSER = ['test/browser/**/*.test.ts']
// Thousands of cases each: a part of its own, so that the quick tests stay quick.
export const FUZZ = ['test/**/*fuzz*.test.ts', 'test/model/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: ALIAS },
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...PACKAGE, ...BROWSER, ...FUZZ] },
      },
      {
        resolve: { alias: ALIAS },
        test: { name: 'fuzz', include: FUZZ, testTimeout: 240_000 },
      },
      {
        test: { name: 'package', include: PACKAGE, testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        // One page at a time: the demo has fixed addresses, and a browser that waits for a core shows it as a failure.
        test: {
          name: 'browser',
          include: BROWSER,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
