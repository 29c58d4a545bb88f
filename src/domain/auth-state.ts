import type { AnyAuthError } from './errors.js'

/** Why nobody is signed in: never was, signed out here, the session ended, ended in another tab, or a sign-in failed. */
export type SignedOutReason = 'none' | 'signed-out' | 'expired' | 'elsewhere' | 'failed'

/** What was granted per declared API, by the token response; `undefined` while an API has no token yet. */
export type Scopes<ApiName extends string> = { readonly [Name in ApiName]: readonly string[] | undefined }

/** Not yet known; wait. */
export interface PendingState {
  readonly status: 'pending'
  readonly user?: undefined
  readonly scopes?: undefined
  readonly reason?: undefined
  readonly error?: undefined
}

/** Nobody, and why. */
export interface SignedOutState {
  readonly status: 'signed-out'
  readonly user?: undefined
  readonly scopes?: undefined
  readonly reason: SignedOutReason
  readonly error?: AnyAuthError
}

/** Who is signed in. Renewal is no status, and being offline signs nobody out. Frozen; the same object until it changes. */
export type AuthState<User, ApiName extends string = string> =
  | PendingState
  | SignedOutState
  | {
      readonly status: 'signed-in'
      readonly user: User
      readonly scopes: Scopes<ApiName>
      readonly reason?: undefined
      /** A sign-in (a step-up, say) that failed over a session that stands. */
      readonly error?: AnyAuthError
    }

/** What the app was allowed to do, with a provider that says of nobody who they are (`openid: false`). */
export type AuthorizationState<ApiName extends string = string> =
  | PendingState
  | SignedOutState
  | {
      readonly status: 'authorized'
      readonly user?: undefined
      readonly scopes: Scopes<ApiName>
      readonly reason?: undefined
      readonly error?: AnyAuthError
    }

export const PENDING: { readonly status: 'pending' } = Object.freeze({ status: 'pending' })

/** Of either kind of provider. */
export type AnyState<User, ApiName extends string = string> = AuthState<User, ApiName> | AuthorizationState<ApiName>

/** The state after news: the news, frozen, or the same object as before when nothing about it is new. Pure. */
export function next<User, ApiName extends string>(
  state: AnyState<User, ApiName>,
  news: AnyState<User, ApiName>,
): AnyState<User, ApiName> {
  return state.error === news.error && isEqual(state, news) ? state : Object.freeze(news)
}

/** Whether plain data is the same. Its keys are always in one order: equal text is equal data. */
export const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
