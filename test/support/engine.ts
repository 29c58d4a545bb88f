/// <reference types="vite/client" />
import { beforeEach } from 'vitest'
import { bodies, chunks } from './until.js'

// Where tests run in a browser, each module is asked of a server. A world's clock does not wait for that, so all are here
// before it starts; and what the browser then takes for an `import()` is waited for like anything else that is under way.
// Not the doors of frameworks: no world goes through them, and some of those want their own compiler before they are imported.
// Nor the program, which runs where it is imported, in Node.
import.meta.glob(['../../src/{index,testing}.ts', '../../src/*/**/*.ts', '!../../src/{bindings,cli}/**'], {
  eager: true,
})

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

for (const { prototype } of [Response, Request]) {
  for (const name of ['text', 'json', 'arrayBuffer'] as const) {
    const read: () => Promise<unknown> = prototype[name]
    // Each is put in the place of the one that it calls.
    const count = function (this: Body) {
      return counted(read.call(this))
    }
    Object.assign(prototype, { [name]: count })
  }
}
const { prototype } = ReadableStreamDefaultReader
const { read } = prototype
prototype.read = function count(this: ReadableStreamDefaultReader) {
  return counted(read.call(this))
}

// What a test leaves half read is no business of the next one.
let test = 0
beforeEach(() => {
  test += 1
  bodies.reading = 0
})

function counted<Result>(reading: Promise<Result>): Promise<Result> {
  const begunIn = test
  bodies.reading += 1
  return reading.finally(() => {
    if (begunIn === test) bodies.reading -= 1
  })
}
