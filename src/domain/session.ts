import type { Provider } from './provider.js'
import type { Secret } from './secret.js'
import { type Instant, isOver, type Lifetime, type Moment } from './time.js'
import type { Claims } from './user.js'

/** An access token and what the provider said about it. What stands inside the token is the API's business alone. */
export interface Grant {
  readonly accessToken: Secret<'access-token'>
  readonly scopes: readonly string[]
  /** `undefined` when the provider did not say: the token is used until an API refuses it. */
  readonly lifetime: Lifetime | undefined
}

/** How the ID token was checked, for `inspect()`. Times in seconds since the epoch, as in the token. */
export interface IdTokenReport {
  readonly alg: string
  readonly checks: readonly string[]
  readonly iat: number
  readonly exp: number
}

/** A signed-in user with everything that acts for them. Replaced as a whole, never edited. */
export interface Session {
  readonly signedInAt: Instant
  readonly provider: Provider
  readonly claims: Claims
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
  /** Kept for the `id_token_hint` of the provider's logout (OpenID Connect RP-Initiated Logout 1.0) and nothing else. */
  readonly idToken: Secret<'id-token'>
  readonly idTokenReport: IdTokenReport
  /** How far this device's clock is behind the provider's, in seconds; 0 while they agree within their tolerance. */
  readonly clockOffset: number
}

/** A session as the vault holds it: which one, and how often it was renewed. */
export interface Held {
  readonly epoch: string
  readonly id: string
  readonly generation: number
  readonly session: Session
}

/** Whether a token may still be sent. */
export function isUsable(grant: Grant, moment: Moment): boolean {
  return !grant.lifetime || !isOver(grant.lifetime, moment)
}

/** Whether two sessions belong to the same user: `iss` and `sub` together (OpenID Connect Core 1.0, section 5.7). */
export function isSameUser(one: Session, other: Session): boolean {
  return one.claims.iss === other.claims.iss && one.claims.sub === other.claims.sub
}
