/** What a dry run has found out: which mutants each test reaches, by the test's file and full name. */
export interface Coverage {
  readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** A file and the tests of it that are to run; in their order. */
export type Chosen = ReadonlyMap<string, readonly string[]>

/** The test that a file has whose modules a mutant keeps from loading: it fails. */
export const IS_READ = 'can be read'

/** More tests than this no mutant meets: whoever survives them counts as a survivor, whatever others would have said. */
const MOST = 400
/**
 * A mutant in what is read once, as modules load, meets the tests that reach its neighbours: Stryker numbers them in order. And those
 * beside them in a file that reach nothing: what they look at is there since the modules loaded.
 */
const NEIGHBOURS = 150
const MOST_OF_NEIGHBOURS = 400

const toFile = (test: string): string => test.replace(/#.*/s, '')

/**
 * Chooses the tests that a mutant has to meet: those that reach it and little else come first, because they are about it. A test
 * that goes through everything seldom is the one that notices.
 */
export class ChosenTests {
  readonly #tests = new Map<number, string[]>()
  readonly #reach = new Map<string, number>()
  readonly #reachingNothing: readonly string[]

  /** Of what a dry run has found out, and of all tests that there are. */
  constructor({ perTest }: Coverage, all: readonly string[]) {
    for (const [test, reached] of Object.entries(perTest)) {
      const mutants = Object.keys(reached)
      this.#reach.set(test, mutants.length)
      for (const mutant of mutants) this.#tests.set(Number(mutant), [...(this.#tests.get(Number(mutant)) ?? []), test])
    }
    this.#reachingNothing = all.filter((test) => !this.#reach.has(test))
  }

  choose(mutant: string, isStatic: boolean): Chosen {
    const around = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, index) => Number(mutant) + index - NEIGHBOURS)
    const reaching = [...new Set((isStatic ? around : [Number(mutant)]).flatMap((each) => this.#tests.get(each) ?? []))]
    const files = new Set(reaching.map(toFile))
    const tests = isStatic
      ? [...reaching, ...this.#reachingNothing.filter((test) => files.has(toFile(test)))]
      : reaching
    const toReach = (test: string) => this.#reach.get(test) ?? 0
    const first = tests
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
