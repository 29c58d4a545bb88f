import type { Api } from '../domain/api.js'
import type { AuthEvents } from '../domain/events.js'
import type { SessionEntry } from '../domain/session.js'
import type { Fetch } from '../platform/platform.js'

/** A call, resolved once: what is matched is what is sent. */
export interface Call {
  readonly input: RequestInfo | URL
  /** The input for one more try, where one that was sent is spent. */
  readonly again?: () => RequestInfo | URL
  /** A copy of the caller's, read once. */
  readonly init: RequestInit
  /** The caller's headers, of the init or else of the `Request`; a copy. `undefined` when there are none. */
  readonly headers: Headers | undefined
  readonly signal: AbortSignal | null | undefined
  readonly url: URL | undefined
  readonly api: Api | undefined
  /** The session that stood when the call was made, or was the first that was known: no other user's token answers it. */
  readonly caller: SessionEntry | undefined
  /** What sends it: the page's `fetch`, or what a door's framework has in its place. */
  readonly by: Fetch
}

/** Why a call went as it went. */
export type Why = AuthEvents['request']['why']
