import type { IncomingMessage, ServerResponse } from 'node:http'
import { realTime } from './clock.js'

/** One request to the provider or the API. */
export interface Entry {
  readonly to: 'provider' | 'api'
  readonly method: string
  readonly path: string
  /** What the browser fetched it for: `document`, `iframe`, `empty` (a fetch). */
  readonly destination: string
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly startedAt: number
  endedAt: number
}

export interface RequestLog {
  record(to: Entry['to'], request: IncomingMessage, response: ServerResponse): void
  /** Everything since the last call. */
  take(): readonly Entry[]
}

export function createRequestLog(): RequestLog {
  let entries: Entry[] = []
  return {
    record(to, request, response) {
      const entry: Entry = {
        to,
        method: request.method ?? '',
        path: (request.url ?? '').split('?')[0] ?? '',
        destination: String(request.headers['sec-fetch-dest'] ?? ''),
        startedAt: realTime(),
        endedAt: Number.POSITIVE_INFINITY,
      }
      entries.push(entry)
      response.once('close', () => {
        entry.endedAt = realTime()
      })
    },
    take() {
      const taken = entries
      entries = []
      return taken
    },
  }
}
