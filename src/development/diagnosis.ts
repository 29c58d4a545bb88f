import type { Context } from '../client/context.js'
import { watchViolations } from '../platform/policy-violations.js'

const PROBE_MS = 5_000

/** A request that got no answer which this page may read. */
export interface Asked {
  readonly url: string
  /**
   * What is special about it: a document whose address is the developer's to write, a call to an API, or where one is, a proof
   * in a header of its own, or that it follows no redirect.
   */
  readonly kind?: 'document' | 'call' | 'place' | 'proven' | 'fixed' | undefined
}

/** Tells apart what browsers call by one name: `TypeError: Failed to fetch`. For developers alone: it asks the server once more. */
export type Diagnose = (asked: Asked) => Promise<string>

export function createDiagnosis({ platform }: Pick<Context, 'platform'>): Diagnose {
  const isBlocked = watchViolations()
  return async ({ url, kind }) => {
    const { page, isOnline } = platform
    const { origin, protocol } = new URL(url)
    if (!isOnline()) return 'The browser is offline.'
    if (protocol === 'http:' && page?.url().protocol === 'https:') {
      return `Mixed content: a page on https: may not ask ${origin}. Serve it over https:.`
    }
    const isThere = await probe(platform, url, { mode: 'no-cors', redirect: 'follow' })
    // The policy of the page stops the probe, too, and says so in an event.
    if (!isThere && (await isBlocked(origin))) {
      return `The page's Content Security Policy blocks ${origin}: add it to connect-src.`
    }
    if (!isThere) {
      return `${origin} does not answer at all: the address is wrong, the server is down, or an extension blocks it.`
    }
    const cors = `the answer must have Access-Control-Allow-Origin: ${page?.url().origin ?? '(this origin)'} (and allow the headers that were sent${kind === 'proven' ? ', DPoP among them' : ''}, where it is preflighted).`
    if (kind === 'place') {
      return `${origin} answers. If the network panel shows 404, for the preflight (OPTIONS) too, the path of the call is wrong; otherwise it is CORS: ${cors}`
    }
    // Nothing of ours goes along, so that no preflight is needed.
    const seen = kind && (await probe(platform, url, { mode: 'cors', redirect: 'manual' }))
    if (kind === 'call' && seen) return toSeenCall(origin, seen)
    if (kind === 'document' && seen) {
      return `${origin} answers this page with status ${seen.status}: it is there, and may be read. Try again.`
    }
    if (kind === 'document' || kind === 'call') {
      return `${origin} answers, and this page may not read it. If ${url} shows an error in a tab (404), its path is wrong: an error page often has no CORS headers. If it shows JSON, it is CORS: ${cors}`
    }
    if (kind === 'proven' && seen) {
      return `${origin} lets this page read its answers, so the origin is allowed. What is not is the header DPoP: the answer to OPTIONS must have Access-Control-Allow-Headers: DPoP.`
    }
    if (kind === 'fixed') {
      return seen && isRedirect(seen)
        ? `${origin} answers with a redirect, and this call follows none: call the address that it leads to.`
        : `${origin} answers: with a redirect, which this call does not follow (the network panel shows 3xx), or it is CORS: ${cors}`
    }
    return `${origin} answers, so it is CORS: ${cors}`
  }
}

/** Why a call fails at an address that this page may read without a token. */
function toSeenCall(origin: string, seen: Response): string {
  if (isRedirect(seen)) {
    return `${origin} answers with a redirect, and this page may not read what it leads to: call that address itself.`
  }
  return seen.status === 404
    ? `${origin} answers this page with status 404: the path is wrong, and a preflight fails there, too.`
    : `${origin} lets this page read its answers (status ${seen.status}), so the origin is allowed. What is not is the header Authorization: the answer to OPTIONS must have status 200 or 204 and Access-Control-Allow-Headers: Authorization.`
}

// A redirect that is not followed is opaque in browsers.
const isRedirect = ({ type, status }: Response): boolean => type === 'opaqueredirect' || (status >= 300 && status < 400)

/** What a server answers; `undefined` for nothing, or nothing that this page may read. An opaque answer is one that CORS does not hide. */
async function probe(
  { fetch, after }: Context['platform'],
  url: string,
  init: Pick<RequestInit, 'mode' | 'redirect'>,
): Promise<Response | undefined> {
  const controller = new AbortController()
  const stop = after(PROBE_MS, () => controller.abort())
  const { signal } = controller
  return fetch(url, { ...init, credentials: 'omit', cache: 'no-store', signal })
    .catch(() => undefined)
    .finally(stop)
}
