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
      readonly error: AnyAuthError | undefined
    }
  | { readonly type: 'ended'; readonly reason: SignedOutReason; readonly error: AnyAuthError | undefined }

export const PENDING: { readonly status: 'pending' } = Object.freeze({ status: 'pending' })

/** The state after an event. Pure; answers with the same object when nothing changed, and keeps `user` while no claim changes. */
export function next<User, ApiName extends string>(
  state: AuthState<User, ApiName>,
  event: StateEvent<User, ApiName>,
): AuthState<User, ApiName> {
  if (event.type === 'paused') return PENDING
  const { type, error, ...fields } = event
  // `held` brings user and scopes, `ended` a reason: with the status each is one member of the union.
  const after = { status: type === 'held' ? 'signed-in' : 'signed-out', ...fields, ...(error && { error }) } as Exclude<
    AuthState<User, ApiName>,
    { status: 'pending' }
  >
  if (isEqual(state, after) && state.error === error) return state
  const isSameUser = after.status === 'signed-in' && state.status === 'signed-in' && isEqual(state.user, after.user)
  return Object.freeze(isSameUser ? { ...after, user: state.user } : after)
}

// Plain data with its keys in one order: equal text is equal data.
const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
