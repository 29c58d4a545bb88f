import type { Inspection } from '../auth/inspect.js'
import type { Listener } from '../client/emitter.js'
import type { SignOutOptions } from '../client/options.js'
import type { SignedOutReason } from '../domain/auth-state.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { AuthEventType, Status } from '../domain/events.js'

/** Any state of any client: of OpenID and of OAuth alone. */
export interface ObservedState {
  readonly status: Status
  readonly reason?: SignedOutReason | undefined
  readonly error?: AnyAuthError | undefined
  /** Read by nothing but what keeps its claims out of reports. */
  readonly user?: unknown
}

/** What the panel has of a client: members of its `Auth` that everybody has, whatever its user and its APIs. */
export interface ObservedAuth {
  readonly state: ObservedState
  readonly subscribe: (listener: (state: ObservedState) => void) => () => void
  readonly on: <Type extends AuthEventType>(type: Type | '*', listener: Listener<Type>) => () => void
  readonly inspect: () => Promise<Inspection>
  readonly signOut: (options?: SignOutOptions) => Promise<void>
}
