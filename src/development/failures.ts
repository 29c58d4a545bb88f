import type { Context } from '../client/context.js'

/** By address, what the last request to it failed with, where that is no word of a browser's for "no answer". */
const failures = new WeakMap<Context, Map<string, string>>()

/**
 * Keeps the names of what requests fail with from here on: `unreachable` is all that is said of them elsewhere, and a `fetch` of the
 * app's that throws for a reason of its own looks like a server that is down. The name alone: a message may quote the request.
 */
export function noteFailures(context: Context): void {
  const { wire } = context
  const { fetch } = wire
  const names = new Map<string, string>()
  failures.set(context, names)
  const note = (input: RequestInfo | URL, init: RequestInit | undefined, failure: unknown) => {
    // What latchkey has given up itself is told as what it was given up for.
    if (!init?.signal?.aborted) names.set(toAddress(input), toName(failure))
  }
  const send: typeof fetch = (input, init) => {
    names.delete(toAddress(input))
    try {
      const answer = fetch(input, init)
      // What only looks like a promise may send when it is asked for its outcome, and would send twice.
      if (answer instanceof Promise) answer.catch((failure) => note(input, init, failure))
      return answer
    } catch (failure) {
      note(input, init, failure)
      throw failure
    }
  }
  // Before anything of this client was sent, or has taken it from there.
  Object.assign(wire, { fetch: send })
}

/** What the last request to an address failed with, or without one the last of all; `undefined` where it is what browsers say. */
export function findFailure(context: Context, url?: string): string | undefined {
  const names = failures.get(context)
  const name = url ? names?.get(url) : [...(names?.values() ?? [])].at(-1)
  return name === 'TypeError' ? undefined : name
}

const toAddress = (input: RequestInfo | URL): string =>
  `${typeof input === 'object' && 'url' in input ? input.url : input}`

/** The name of an error, as far as it is one that an error has: a name is a text like any other. */
function toName(failure: unknown): string {
  const name = failure instanceof Error || failure instanceof DOMException ? `${failure.name}` : ''
  return /^[A-Z]?\w{0,30}(Error|Exception)$/.test(name) ? name : 'something that is no error by its name'
}
