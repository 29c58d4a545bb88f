import { TestRunner } from 'vitest'

/** Once a test has noticed the mutant, the files that are left need not be read. */
// biome-ignore lint/style/noDefaultExport: so vitest takes a runner
export default class Runner extends TestRunner {
  #isOver = false

  override importFile(...[path, source]: Parameters<TestRunner['importFile']>): unknown {
    return this.#isOver && source === 'collect' ? undefined : super.importFile(path, source)
  }

  override cancel(reason: Parameters<TestRunner['cancel']>[0]): void {
    this.#isOver = true
    super.cancel(reason)
  }
}
