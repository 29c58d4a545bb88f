import type { AnyAuthError } from './errors.js'

/** Why nobody is signed in: never was, signed out here, the session ended, ended in another tab, or a sign-in failed. */
export type SignedOutReason = 'none' | 'signed-out' | 'expired' | 'elsewhere' | 'failed'

/** What was granted per declared API, by the token response; `undefined` while an API has no token yet. */
export type Scopes<ApiName extends string> = { readonly [Name in ApiName]: readonly string[] | undefined }

/** Not yet known; wait. */
export interface PendingState {
  /** Told before a restore or a redirect back is done. */
  readonly status: 'pending'
  /** Nobody is known yet. */
  readonly user?: undefined
  /** Nothing is known to be granted yet. */
  readonly scopes?: undefined
  /** Nobody is signed out yet. */
  readonly reason?: undefined
  /** Nothing has failed yet. */
  readonly error?: undefined
}

/** Nobody, and why. */
export interface SignedOutState {
  /** Nobody is signed in. */
  readonly status: 'signed-out'
  /** Nobody. */
  readonly user?: undefined
  /** Nothing is granted. */
  readonly scopes?: undefined
  /** Why nobody is. */
  readonly reason: SignedOutReason
  /** The sign-in that failed, with the reason `failed`; or what ended the session, where something did. */
  readonly error?: AnyAuthError
}

/** Who is signed in. Renewal is no status, and being offline signs nobody out. Frozen; the same object until it changes. */
export type AuthState<User, ApiName extends string = string> =
  | PendingState
  | SignedOutState
  | {
      /** Somebody is signed in. */
      readonly status: 'signed-in'
      /** Who: the same object until a claim changes. */
      readonly user: User
      /** What was granted per API. */
      readonly scopes: Scopes<ApiName>
      /** Nobody is signed out. */
      readonly reason?: undefined
      /** A sign-in (a step-up, say) that failed over a session that stands. */
      readonly error?: AnyAuthError
    }

/** What the app was allowed to do, with a provider that says of nobody who they are (`openid: false`). */
export type AuthorizationState<ApiName extends string = string> =
  | PendingState
  | SignedOutState
  | {
      /** The app may act. */
      readonly status: 'authorized'
      /** Nobody is identified. */
      readonly user?: undefined
      /** What was granted per API. */
      readonly scopes: Scopes<ApiName>
      /** Nothing has ended. */
      readonly reason?: undefined
      /** A sign-in that failed over an authorization that stands. */
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
