import { inject, TestRunner, test } from 'vitest'
import { IS_READ } from './chosen-tests.js'

/** Once a test has noticed the mutant, the files that are left need not be read. */
// biome-ignore lint/style/noDefaultExport: so vitest takes a runner
export default class Runner extends TestRunner {
  #isOver = false

  override async importFile(...[path, source]: Parameters<TestRunner['importFile']>): Promise<unknown> {
    if (source !== 'collect' || inject('mode') !== 'mutant') return super.importFile(path, source)
    try {
      return this.#isOver ? undefined : await super.importFile(path, source)
    } catch (error) {
      // Stryker asks tests alone, and such a file has none.
      return test(IS_READ, () => Promise.reject(error))
    }
  }

  override cancel(reason: Parameters<TestRunner['cancel']>[0]): void {
    this.#isOver = true
    super.cancel(reason)
  }
}
