import type { Inspection } from '../auth/inspect.js'
import type { AuthEventListener } from '../client/emitter.js'
import type { SignOutOptions } from '../client/options.js'
import type { SignedOutReason } from '../domain/auth-state.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { AuthEventType, Status } from '../domain/events.js'

/** Any state of any client: of OpenID and of OAuth alone. */
export interface ObservedState {
  /** What is known of it. */
  readonly status: Status
  /** Why nobody is signed in. */
  readonly reason?: SignedOutReason | undefined
  /** What failed. */
  readonly error?: AnyAuthError | undefined
  /** Read by nothing but what keeps its claims out of reports. */
  readonly user?: unknown
}

/** What the panel has of a client: members of its `Auth` that everybody has, whatever its user and its APIs. */
export interface ObservedAuth {
  /** The present state. */
  readonly state: ObservedState
  /** Tells every state. */
  readonly subscribe: (listener: (state: ObservedState) => void) => () => void
  /** Tells every event. */
  readonly on: <Type extends AuthEventType>(type: Type | '*', listener: AuthEventListener<Type>) => () => void
  /** Tells what may be looked at. */
  readonly inspect: () => Promise<Inspection>
  /** Ends the session, at the push of a button. */
  readonly signOut: (options?: SignOutOptions) => Promise<void>
}
