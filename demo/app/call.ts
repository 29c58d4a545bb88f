/** How a call ended: with an answer of the calendar, or before one. */
export interface Outcome<Body> {
  readonly request: string
  /** The status of the answer; `undefined` when there was none. */
  readonly status: number | undefined
  /** What went wrong, in a sentence. */
  readonly message: string | undefined
  /** The code of the error that kept the request from being sent. */
  readonly code: string | undefined
  /** The answer itself, for what else an API says in it; a client that gives none leaves it out. */
  readonly response?: Response | undefined
  /** Of a successful answer. */
  readonly body: Body | undefined
}

/** Calls an API, and never throws: `'POST https://calendar.example.com/v1/events'`. */
export async function call<Body>(
  fetch: typeof globalThis.fetch,
  line: string,
  content?: object,
): Promise<Outcome<Body>> {
  const [method = '', url = ''] = line.split(' ')
  const request = `${method} ${new URL(url).pathname}`
  const nothing = {
    request,
    status: undefined,
    message: undefined,
    code: undefined,
    response: undefined,
    body: undefined,
  }
  try {
    const response = await fetch(url, {
      method,
      ...(content && { body: JSON.stringify(content), headers: { 'Content-Type': 'application/json' } }),
    })
    const { status } = response
    const body = response.headers.get('Content-Type')?.startsWith('application/json')
      ? await response.json()
      : undefined
    if (response.ok) return { ...nothing, status, response, body }
    // Google's APIs wrap theirs.
    return { ...nothing, status, response, message: body?.message ?? body?.error?.message ?? response.statusText }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return { ...nothing, message, code: code ?? 'network' }
  }
}
