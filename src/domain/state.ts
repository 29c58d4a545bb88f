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

export const PENDING: { readonly status: 'pending' } = Object.freeze({ status: 'pending' })

/** The state after news: the news, frozen, or the same object as before when nothing about it is new. Pure. */
export function next<User, ApiName extends string>(
  state: AuthState<User, ApiName>,
  news: AuthState<User, ApiName>,
): AuthState<User, ApiName> {
  return state.error === news.error && isEqual(state, news) ? state : Object.freeze(news)
}

/** Whether plain data is the same. Its keys are always in one order: equal text is equal data. */
export const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
