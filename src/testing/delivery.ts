import type { Call } from './seen-request.js'

/**
 * Makes an answer look as a `fetch` would hand it over: with its address, and as opaque as a browser makes a redirect
 * that the caller did not want followed. A constructed `Response` knows none of this.
 * @throws TypeError for a redirect under `redirect: 'error'`.
 */
export function deliver(response: Response, call: Call): Response {
  if (!isRedirect(response)) return disguise(response, { url: call.url.href })
  if (call.redirect === 'error') throw toUnreachable()
  const opaque = { url: call.url.href, status: 0, statusText: '', ok: false, type: 'opaqueredirect', body: null }
  return disguise(new Response(null), opaque)
}

/** Where a redirect leads that the caller wants followed, as the call that follows it. */
export function toNextCall(response: Response, call: Call): Call | undefined {
  if (call.redirect !== 'follow' || !isRedirect(response)) return undefined
  const url = new URL(response.headers.get('location') ?? '', call.url)
  // Fetch, HTTP-redirect fetch: a 303, and a 301 or 302 after a POST, go on as a GET without a body.
  const becomesGet = response.status === 303 || (response.status < 303 && call.method === 'POST')
  const headers = new Headers(call.headers)
  if (becomesGet) headers.delete('content-type')
  if (url.origin !== call.url.origin) headers.delete('authorization')
  return { ...call, url, headers, ...(becomesGet ? { method: 'GET', body: '' } : {}) }
}

/** Marks an answer as one that came after a redirect. */
export function markRedirected(response: Response): Response {
  return disguise(response, { redirected: true })
}

/** The error `fetch` rejects with when nobody answers. */
export function toUnreachable(): TypeError {
  return new TypeError('Failed to fetch')
}

/** The work, or a rejection as soon as the signal fires: an answer may never come. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  return new Promise<Value>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.headers.has('location')
}

function disguise(response: Response, looks: Readonly<Record<string, unknown>>): Response {
  const clone = response.clone.bind(response)
  for (const [name, value] of Object.entries({ ...looks, clone: () => disguise(clone(), looks) })) {
    Object.defineProperty(response, name, { value, configurable: true })
  }
  return response
}
