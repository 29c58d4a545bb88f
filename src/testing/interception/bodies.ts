import type { AppContext, NotedBody, PausedRequest } from './browser.js'
import { FixtureError } from './fixture-error.js'
import { noteBodies } from './page-scripts.js'
import { toPlainAddress } from './paused-request.js'

/** Reads what requests say. */
export interface Bodies {
  /** The text of a request's body; `undefined` for a request without one. */
  readonly of: (paused: PausedRequest) => Promise<string | undefined>
}

const BINDING = 'latchkeyNoteBody'
// Longer than a message takes from a page to its test; only what noted nothing waits for it.
const LONGEST_WAIT_MS = 5_000

/**
 * Firefox over WebDriver BiDi (`channel: 'moz-firefox'`) tells no test what a request says: there the pages note it. All other browsers
 * tell it themselves.
 */
export async function readBodies(context: AppContext): Promise<Bodies> {
  const noted: NotedBody[] = []
  const waiting = new Set<() => void>()
  if (context.browser()?.browserType().name() === 'firefox') {
    await context.exposeBinding(BINDING, (_, one) => {
      noted.push(one)
      for (const look of waiting) look()
    })
    await context.addInitScript(noteBodies, BINDING)
  }
  const take = (paused: PausedRequest) => {
    const index = noted.findIndex(({ url, method }) => url === paused.url() && method === paused.method())
    return index < 0 ? undefined : noted.splice(index, 1)[0]?.body
  }
  return {
    async of(paused) {
      const told = paused.postData() ?? undefined
      const own = take(paused)
      const { 'content-length': length, 'content-type': type = '' } = paused.headers()
      // What is no text has no note; and a form or JSON without one is a worker's, or a page's that was there before the fixture.
      if (told !== undefined || own !== undefined || length === '0' || !/urlencoded|json|text/.test(type))
        return told ?? own
      return waitFor(() => take(paused), waiting, paused)
    },
  }
}

function waitFor(take: () => string | undefined, waiting: Set<() => void>, paused: PausedRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(look)
      const what = `${paused.method()} ${toPlainAddress(paused.url())}`
      const advice = "use Playwright's own Firefox, or call it from a page and not from a worker"
      reject(new FixtureError('body-unknown', `This browser does not tell the body of ${what}: ${advice}`))
    }, LONGEST_WAIT_MS)
    const look = () => {
      const body = take()
      if (body === undefined) return
      clearTimeout(timer)
      waiting.delete(look)
      resolve(body)
    }
    waiting.add(look)
  })
}
