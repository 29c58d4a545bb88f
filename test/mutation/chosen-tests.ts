/** What a dry run has found out: which mutants each test reaches, by the test's file and full name. */
export interface Coverage {
  readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** A file and the tests of it that are to run; in their order. */
export type Chosen = ReadonlyMap<string, readonly string[]>

/** More tests than this no mutant meets: whoever survives them counts as a survivor, whatever others would have said. */
const MOST = 400
/** A mutant in what is read once, as modules load, meets the tests that reach its neighbours: Stryker numbers them in order. */
const NEIGHBOURS = 150
const MOST_OF_NEIGHBOURS = 400

/**
 * Chooses the tests that a mutant has to meet: those that reach it and little else come first, because they are about it. A test
 * that goes through everything seldom is the one that notices.
 */
export class ChosenTests {
  readonly #tests = new Map<number, string[]>()
  readonly #reach = new Map<string, number>()

  constructor({ perTest }: Coverage) {
    for (const [test, reached] of Object.entries(perTest)) {
      const mutants = Object.keys(reached)
      this.#reach.set(test, mutants.length)
      for (const mutant of mutants) this.#tests.set(Number(mutant), [...(this.#tests.get(Number(mutant)) ?? []), test])
    }
  }

  choose(mutant: string, isStatic: boolean): Chosen {
    const around = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, index) => Number(mutant) + index - NEIGHBOURS)
    const tests = new Set((isStatic ? around : [Number(mutant)]).flatMap((each) => this.#tests.get(each) ?? []))
    const toReach = (test: string) => this.#reach.get(test) ?? 0
    const first = [...tests]
      .sort((one, other) => toReach(one) - toReach(other))
      .slice(0, isStatic ? MOST_OF_NEIGHBOURS : MOST)
    const chosen = new Map<string, string[]>()
    for (const test of first) {
      const [file = '', ...name] = test.split('#')
      chosen.set(file, [...(chosen.get(file) ?? []), name.join('#')])
    }
    return chosen
  }
}
