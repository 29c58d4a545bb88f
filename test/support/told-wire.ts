import * as dpop from '../../src/access/dpop.js'
import { toInstant } from '../../src/domain/time.js'
import * as failures from '../../src/protocol/error-response.js'
import * as oddKeys from '../../src/protocol/odd-keys.js'
import type { Wire } from '../../src/protocol/wire.js'

/** A request as it reached the provider. */
export interface Asked {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly form: Readonly<Record<string, string>>
  readonly init: RequestInit
}

/** The wire to a provider that answers so, what it was asked, and what was told of its answers. */
export function toldWire(respond: (asked: Asked) => Response | Promise<Response>): {
  readonly wire: Wire
  readonly asked: Asked[]
  readonly reports: string[]
  /** How long answers may take, in milliseconds. */
  readonly waits: number[]
} {
  const asked: Asked[] = []
  const reports: string[] = []
  const waits: number[] = []
  const wire: Wire = {
    now: () => ({ wall: toInstant(Date.now()), elapsed: 0 }),
    after: (milliseconds) => {
      waits.push(milliseconds)
      return () => undefined
    },
    subtle: crypto.subtle,
    isLoopback: false,
    report: (problem, about) => void reports.push(`${problem}: ${about}`),
    parts: async () => ({
      loadDpop: async () => dpop,
      loadFailures: async () => failures,
      loadOddAnswer: async () => oddKeys,
    }),
    fetch: async (input, init = {}) => {
      const form = Object.fromEntries(new URLSearchParams(`${init.body ?? ''}`))
      const one = { url: `${input}`, method: `${init.method}`, headers: new Headers(init.headers), form, init }
      asked.push(one)
      return respond(one)
    },
  }
  return { wire, asked, reports, waits }
}
