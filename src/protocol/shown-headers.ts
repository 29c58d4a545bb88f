import type { Answered } from './wire.js'

/** How much of a header the library is shown: a longer one would be a way to keep the page busy. */
const LONGEST_HEADER = 8_192

/** The headers of an answer that oauth4webapi has a use for, and no others. */
export function toShownHeaders({ status, headers }: Answered): Headers {
  const shown = new Headers()
  for (const name of ['dpop-nonce', 'www-authenticate']) {
    const value = headers.get(name)?.slice(0, LONGEST_HEADER)
    // A challenge that comes with another status is none of the library's concern: then the body tells, or the app.
    if (value && (status === 401 || name === 'dpop-nonce')) shown.set(name, value)
  }
  return shown
}
