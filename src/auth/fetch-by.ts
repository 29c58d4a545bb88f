import type { Fetch } from '../platform/platform.js'

/**
 * `auth.fetch` by other means, for the door of a framework that sends by itself: with the same decisions about the same URLs,
 * what leaves is handed to `send`, token included.
 *
 * A member of every client that `Auth` does not show, because whoever calls it can read tokens. A symbol, so that no app comes
 * upon it; by a name, because a door has no code of the core.
 */
export const FETCH_BY: unique symbol = Symbol.for('latchkey')

/** A client as the door of a framework sees it: none of it is for apps. */
export interface FetchBy {
  /** Gives an `auth.fetch` that hands what leaves to `send`, token included. */
  readonly [FETCH_BY]: (send: Fetch) => Fetch
}
