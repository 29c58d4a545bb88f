import type { AppContext, Fulfilment, PausedRequest, PausedRoute } from './browser.js'
import { FixtureError } from './fixture-error.js'
import type { Problems } from './problems.js'

/** Answers the requests of a context as long as it is open. */
export interface Answering {
  /** Answers by `work`, and with nothing at all, as of a host that is not there, for `undefined`. */
  readonly by: (
    work: (paused: PausedRequest) => Promise<Fulfilment | undefined>,
  ) => (route: PausedRoute) => Promise<void>
  /** Keeps back what `look` finds a mistake in, and lets everything else go on. */
  readonly unless: (look: (paused: PausedRequest) => FixtureError | undefined) => (route: PausedRoute) => Promise<void>
  /** @throws {FixtureError} once the context is closed */
  readonly mustBeOpen: () => void
  /** Ends it, and throws the first mistake that was not told yet. */
  readonly close: () => void
}

/** Creates what answers a context, and keeps its mistakes. */
export function createAnswering(context: AppContext, problems: Problems): Answering {
  let isClosed = false
  context.on('close', () => {
    isClosed = true
  })
  return {
    by: (work) => async (route) => {
      try {
        const answer = await work(route.request())
        await (answer ? route.fulfill(answer) : route.abort('connectionrefused'))
      } catch (error) {
        // Nobody waits for an answer in a page that was closed, and Playwright says so by an error of its own.
        if (isClosed || /has been closed/.test(String(error))) return
        problems.report(error)
        await route.abort().catch(() => {
          // It has its answer: what failed came after that.
        })
      }
    },
    unless: (look) => async (route) => {
      const problem = look(route.request())
      if (!problem) return route.fallback()
      problems.report(problem)
      return route.abort('blockedbyclient')
    },
    mustBeOpen() {
      const why = 'The browser context of this fixture is closed: every test has a fixture of its own'
      if (isClosed) throw new FixtureError('context-closed', why)
    },
    close() {
      isClosed = true
      const problem = problems.take()
      if (problem) throw problem
    },
  }
}
