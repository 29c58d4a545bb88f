// What latchkey may cost an app: the aims of every page that speaks of sizes, and the ceilings that test/size.test.ts holds.

/** One KB, as everywhere in this project's sizes, in bytes. */
export const KB = 1024

/** In gzip bytes: the budget that is aimed at, and the ceiling that is held until it is reached. A ceiling grows only with a feature. */
export const BUDGETS = {
  /** What an app with a session loads and runs: the entry and everything that it imports statically. */
  firstLoad: { aim: 10.8 * KB, ceiling: 11.6 * KB },
  /** Everything that sign-in, callback, signature check, renewal, sign-out and fetch ever load. */
  total: { aim: 32 * KB, ceiling: 38.7 * KB },
  /** All of latchkey in one file, also what few apps use. */
  whole: { aim: 40 * KB, ceiling: 50.3 * KB },
}
