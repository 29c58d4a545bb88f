import { CALENDAR } from './addresses.js'

export interface CalendarEntry {
  readonly id: string
  readonly title: string
  readonly start: string
}

/** What the calendar says it sees in the token that came with the request. */
export interface SeenToken {
  readonly format: 'jwt' | 'reference'
  readonly length: number
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly checks: readonly string[]
}

/** What became of the calendar's attempt to use an ID token. */
export interface Attempt {
  readonly request: string
  readonly status: number
  readonly message: string
  readonly challenge: string
}

/** How a call ended: with an answer of the calendar, or before one. */
export interface Outcome<Body> {
  readonly request: string
  /** The status of the answer; `undefined` when there was none. */
  readonly status: number | undefined
  /** What went wrong, in a sentence. */
  readonly message: string | undefined
  /** The code of the error that kept the request from being sent. */
  readonly code: string | undefined
  /** Of a successful answer. */
  readonly body: Body | undefined
}

/** The calendar, as far as the app uses it. No call throws. */
export interface Calendar {
  readonly listEntries: () => Promise<Outcome<{ readonly events: readonly CalendarEntry[] }>>
  readonly addEntry: (title: string) => Promise<Outcome<CalendarEntry>>
  readonly removeEntry: (id: string) => Promise<Outcome<undefined>>
  readonly seeToken: () => Promise<Outcome<SeenToken>>
  readonly tryIdToken: () => Promise<Outcome<Attempt>>
}

/** The calendar by a `fetch` that knows its tokens. */
export function createCalendar(fetch: typeof globalThis.fetch): Calendar {
  return {
    listEntries: () => call(fetch, 'GET', '/events'),
    addEntry: (title) => call(fetch, 'POST', '/events', { title }),
    removeEntry: (id) => call(fetch, 'DELETE', `/events/${id}`),
    seeToken: () => call(fetch, 'GET', '/debug/token'),
    tryIdToken: () => call(fetch, 'POST', '/debug/id-token-attempt'),
  }
}

/** When an entry begins, for people. */
export function toStart({ start }: CalendarEntry): string {
  return new Date(start).toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' })
}

async function call<Body>(
  fetch: typeof globalThis.fetch,
  method: string,
  path: string,
  content?: object,
): Promise<Outcome<Body>> {
  const request = `${method} /v1${path}`
  const nothing = { request, status: undefined, message: undefined, code: undefined, body: undefined }
  try {
    const response = await fetch(`${CALENDAR}${path}`, {
      method,
      ...(content && { body: JSON.stringify(content), headers: { 'Content-Type': 'application/json' } }),
    })
    const { status } = response
    const body = response.headers.get('Content-Type')?.startsWith('application/json')
      ? await response.json()
      : undefined
    if (response.ok) return { ...nothing, status, body }
    return { ...nothing, status, message: body?.message ?? response.statusText }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return { ...nothing, message, code: code ?? 'network' }
  }
}
