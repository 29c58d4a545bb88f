import type { AnyAuthError } from './errors.js'

/** Why nobody is signed in: never was, signed out here, the session ended, ended in another tab, or a sign-in failed. */
export type SignedOutReason = 'none' | 'signed-out' | 'expired' | 'elsewhere' | 'failed'

/** What was granted per declared API, by the token response; `undefined` while an API has no token yet. */
export type Scopes<ApiName extends string> = { readonly [Name in ApiName]: readonly string[] | undefined }

/** Who is signed in. Renewal is no status, and being offline signs nobody out. Frozen; the same object until it changes. */
export type AuthState<User, ApiName extends string = string> =
  | {
      readonly status: 'pending'
      readonly user?: undefined
      readonly scopes?: undefined
      readonly reason?: undefined
      readonly error?: undefined
    }
  | {
      readonly status: 'signed-out'
      readonly user?: undefined
      readonly scopes?: undefined
      readonly reason: SignedOutReason
      readonly error?: AnyAuthError
    }
  | {
      readonly status: 'signed-in'
      readonly user: User
      readonly scopes: Scopes<ApiName>
      readonly reason?: undefined
      /** A sign-in (a step-up, say) that failed over a session that stands. */
      readonly error?: AnyAuthError
    }

/** Everything that can change the state. */
export type StateEvent<User, ApiName extends string> =
  | { readonly type: 'paused' }
  | {
      readonly type: 'held'
      readonly user: User
      readonly scopes: Scopes<ApiName>
      readonly error?: AnyAuthError
    }
  | { readonly type: 'ended'; readonly reason: SignedOutReason; readonly error?: AnyAuthError }

export const PENDING: { readonly status: 'pending' } = Object.freeze({ status: 'pending' })

/** The state after an event. Pure; answers with the same object when nothing changed. */
export function next<User, ApiName extends string>(
  state: AuthState<User, ApiName>,
  event: StateEvent<User, ApiName>,
): AuthState<User, ApiName> {
  switch (event.type) {
    case 'paused':
      return PENDING
    case 'held':
      return held(state, event)
    case 'ended':
      return state.status === 'signed-out' && state.reason === event.reason && state.error === event.error
        ? state
        : Object.freeze({ status: 'signed-out', reason: event.reason, ...(event.error && { error: event.error }) })
  }
}

function held<User, ApiName extends string>(
  state: AuthState<User, ApiName>,
  { user, scopes, error }: Extract<StateEvent<User, ApiName>, { readonly type: 'held' }>,
): AuthState<User, ApiName> {
  const said = error && { error }
  if (state.status !== 'signed-in') return Object.freeze({ status: 'signed-in', user, scopes, ...said })
  const same = isEqual(state.user, user)
  if (same && isEqual(state.scopes, scopes) && state.error === error) return state
  return Object.freeze({ status: 'signed-in', user: same ? state.user : user, scopes, ...said })
}

// Both come from JSON with their keys in one order, so equal text is equal data.
const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
