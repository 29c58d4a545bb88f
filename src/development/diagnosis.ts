import type { Context } from '../client/context.js'
import { watchViolations } from '../platform/policy-violations.js'

const PROBE_MS = 5_000

/** Tells apart what browsers call by one name: `TypeError: Failed to fetch`. For developers alone: it asks the server once more. */
export type Diagnose = (url: string) => Promise<string>

export function createDiagnosis({ platform }: Pick<Context, 'platform'>): Diagnose {
  const isBlocked = watchViolations()
  return async (url) => {
    const { page, isOnline } = platform
    const { origin, protocol } = new URL(url)
    if (!isOnline()) return 'The browser is offline.'
    if (protocol === 'http:' && page?.url().protocol === 'https:') {
      return `Mixed content: a page on https: may not ask ${origin}. Serve it over https:.`
    }
    const isThere = await probe(platform, url)
    // The policy of the page stops the probe, too, and says so in an event.
    if (!isThere && (await isBlocked(origin))) {
      return `The page's Content Security Policy blocks ${origin}: add it to connect-src.`
    }
    return isThere
      ? `${origin} answers, so it is CORS: the answer must have Access-Control-Allow-Origin: ${page?.url().origin ?? '(this origin)'} (and allow the headers that were sent, where it is preflighted).`
      : `${origin} does not answer at all: the address is wrong, the server is down, or an extension blocks it.`
  }
}

/** Whether a server answers anything: an opaque answer is one that CORS does not hide. */
async function probe({ fetch, after }: Context['platform'], url: string): Promise<boolean> {
  const controller = new AbortController()
  const stop = after(PROBE_MS, () => controller.abort())
  const { signal } = controller
  return fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', redirect: 'follow', signal })
    .then(
      () => true,
      () => false,
    )
    .finally(stop)
}
