/// <reference types="vite/client" />
import { chunks } from './until.js'

// Where tests run in a browser, each module is asked of a server. A world's clock does not wait for that, so all are here
// before it starts; and what the browser then takes for an `import()` is waited for like anything else that is under way.
// Not the doors of frameworks: no world goes through them, and some of those want their own compiler before they are imported.
import.meta.glob(['../../src/{index,testing}.ts', '../../src/*/**/*.ts', '!../../src/bindings/**'], { eager: true })

interface Runner {
  wrapDynamicImport(load: () => Promise<unknown>): Promise<unknown>
}

// What vitest puts around an `import()`: it asks its server for mocks, of which there are none.
const { __vitest_browser_runner__: runner } = globalThis as unknown as { readonly __vitest_browser_runner__: Runner }
runner.wrapDynamicImport = (load) => {
  chunks.loading += 1
  return load().finally(() => {
    chunks.loading -= 1
  })
}
