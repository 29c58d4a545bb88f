import { inject, vi } from 'vitest'

declare module 'vitest' {
  /** What Stryker tells a run. */
  interface ProvidedContext {
    readonly globalNamespace?: '__stryker__' | '__stryker2__'
    readonly mode?: 'dry-run' | 'mutant'
    readonly mutantActivation?: 'static' | 'runtime'
    readonly activeMutant?: string
  }
}

// In milliseconds. A mutant that hangs is one that is noticed; without one, on a machine that is busy, nothing is waited for in vain.
if (inject('mode') === 'mutant') vi.setConfig({ testTimeout: 5_000, hookTimeout: 10_000 })

const name = inject('globalNamespace')
// Stryker takes what runs after a test has ended for what runs as modules load, and would load everything anew for a mutant in it. It is
// the test's: a world lets go of its pages, and a call goes on that nobody waits for. Modules load before the first test of a file.
if (name && inject('mode') === 'dry-run') {
  let present: string | undefined
  Object.defineProperty(Reflect.get(globalThis, name), 'currentTestId', {
    configurable: true,
    get: () => present,
    set: (id: string | undefined) => {
      present = id ?? present
    },
  })
}
