import type { AppFrame, Fulfilment, PausedRequest } from './browser.js'

/** A request of the page as the provider and the guard take it. */
export function toRequest(paused: PausedRequest, body: string | undefined): Request {
  const method = paused.method()
  const headers = Object.entries(paused.headers()).filter(([name]) => !name.startsWith(':'))
  return new Request(paused.url(), { method, headers, ...(body && !/^(GET|HEAD)$/.test(method) && { body }) })
}

/** An answer whose headers can still be changed. */
export type Answered = Omit<Fulfilment, 'headers'> & { readonly headers: Headers }

/** An answer before CORS. */
export async function toFulfilment(answer: Response | Fulfilment): Promise<Answered> {
  if (!(answer instanceof Response)) return { ...answer, headers: new Headers(answer.headers) }
  return { status: answer.status, headers: new Headers(answer.headers), body: await answer.text() }
}

/** The frame that asked; none for a worker's request. */
export function frameOf(paused: PausedRequest): AppFrame | undefined {
  try {
    return paused.frame()
  } catch {
    // A worker's, or of a page that is not there yet.
    return undefined
  }
}

/** The address without what is of one call alone, and may be secret. */
export function toPlainAddress(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
