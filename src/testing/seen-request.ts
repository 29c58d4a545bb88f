import type { Endpoint } from './endpoints.js'

/**
 * A request as the provider saw it, kept for the test to look at.
 * It holds codes and tokens in clear: it is a test kit's.
 */
export type SeenRequest = {
  /** Which endpoint it was for. */
  readonly endpoint: Endpoint
  /** The method, in capital letters. */
  readonly method: string
  /** The whole address, with its query. */
  readonly url: string

  /** Query and form parameters by name; of a repeated one the last. */
  readonly parameters: Readonly<Record<string, string>>

  /** The same parameters, in order and with every repetition. */
  readonly search: URLSearchParams
  /** The headers. */
  readonly headers: Headers

  /** When it arrived, in milliseconds by the provider's clock. */
  readonly time: number
}

/** What a `fetch` was called with, brought into one form. */
export type Call = {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: string
  readonly redirect: RequestRedirect
  readonly signal: AbortSignal | undefined
}

const FORM = 'application/x-www-form-urlencoded'

/**
 * Reads what a `fetch` was called with; consumes the body of a `Request`, as `fetch` does.
 * It builds no `Request`: in test DOMs that refuses the signal of another realm.
 */
export async function toCall(input: RequestInfo | URL, init: RequestInit = {}): Promise<Call> {
  // Not by instanceof: a test DOM has a URL class of its own.
  const request = typeof input === 'string' || 'href' in input ? undefined : input
  const headers = new Headers(init.headers ?? request?.headers)
  const carrier = init.body === undefined || init.body === null ? undefined : new Response(init.body)
  const type = carrier?.headers.get('content-type')
  if (type && !headers.has('content-type')) headers.set('content-type', type)

  return {
    url: new URL(request?.url ?? String(input)),
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    headers,
    body: await (carrier ?? request ?? new Response('')).text(),
    redirect: init.redirect ?? request?.redirect ?? 'follow',
    signal: init.signal ?? request?.signal ?? undefined,
  }
}

/** The parameters of a call: those of its address, then those of its form. */
export function toSearch(call: Pick<Call, 'url' | 'headers' | 'body'>): URLSearchParams {
  const search = new URLSearchParams(call.url.search)
  if (isForm(call.headers)) for (const [name, value] of new URLSearchParams(call.body)) search.append(name, value)
  return search
}

/** Whether the body is declared to be a form. */
export function isForm(headers: Headers): boolean {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === FORM
}
