/** The mistakes that were seen and that no exception has told yet. */
export interface Problems {
  readonly report: (problem: unknown) => void
  /** The oldest, which is told by whoever takes it. */
  readonly take: () => unknown
  /** What is waited for, or a rejection with the first mistake that is seen meanwhile. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>
}

/** Creates the empty list of mistakes. */
export function collectProblems(): Problems {
  const problems: unknown[] = []
  const waiting = new Set<() => void>()
  return {
    report(problem) {
      problems.push(problem)
      for (const tell of [...waiting]) tell()
    },
    take: () => problems.shift(),
    during: (work) =>
      new Promise((resolve, reject) => {
        // Whoever has stopped waiting takes no mistake from whoever asks next.
        const stop = () => waiting.delete(tell)
        const tell = () => {
          stop()
          reject(problems.shift())
        }
        waiting.add(tell)
        work.then(resolve, reject).finally(stop)
      }),
  }
}
