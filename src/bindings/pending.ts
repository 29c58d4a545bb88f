import type { PendingState } from '../domain/auth-state.js'

/**
 * What a server renders, and a page until what came from the server is in place: always this, whatever the client knows
 * already, or the two would differ. No client has this object as its state: who meets it is rendering for a server.
 */
export const PENDING: PendingState = Object.freeze({ status: 'pending' })
