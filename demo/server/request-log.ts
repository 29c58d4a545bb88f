import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request as a server saw it. Paths only: a query may hold a code, a body a token. */
export interface RequestEntry {
  readonly server: 'provider' | 'calendar' | 'microblog'
  /** The calendar asks the provider for keys and introspection; everything else is the browser. */
  readonly from: 'browser' | 'calendar'
  readonly method: string
  readonly path: string
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Of the token endpoint: `authorization_code` or `refresh_token`. */
  grantType?: string
  status?: number
}

/** Who the calendar says it is when it calls the provider. */
export const CALENDAR_AGENT = 'latchkey-demo-calendar'

export interface RequestLog {
  readonly entries: RequestEntry[]
  record(server: RequestEntry['server'], request: IncomingMessage, response: ServerResponse): void
  /** For what is known only once the body has been read. */
  note(request: IncomingMessage, grantType: string): void
}

export function createRequestLog(): RequestLog {
  const entries: RequestEntry[] = []
  const byRequest = new WeakMap<IncomingMessage, RequestEntry>()
  return {
    entries,
    record(server, request, response) {
      const entry: RequestEntry = {
        server,
        from: request.headers['user-agent'] === CALENDAR_AGENT ? 'calendar' : 'browser',
        method: request.method ?? '',
        path: (request.url ?? '').split('?', 1)[0] ?? '',
        time: Date.now(),
      }
      entries.push(entry)
      byRequest.set(request, entry)
      response.once('finish', () => {
        entry.status = response.statusCode
      })
    },
    note(request, grantType) {
      const entry = byRequest.get(request)
      if (entry !== undefined) entry.grantType = grantType
    },
  }
}
