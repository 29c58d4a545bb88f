import type { Audience } from './api.js'
import type { ProofKey } from './proof-key.js'
import type { Provider } from './provider.js'
import type { Secret } from './secret.js'
import { type Instant, isOver, type Lifetime, type Moment } from './time.js'
import type { Claims } from './user.js'

/** One thing that the app may do, in the words of its type (RFC 9396 section 2). */
export interface AuthorizationDetail {
  /** The type, which says what the other members mean. */
  readonly type: string
  readonly [member: string]: unknown
}

/** An access token and what the provider said about it. What stands inside the token is the API's business alone. */
export interface Grant {
  readonly accessToken: Secret<'access-token'>
  readonly scopes: readonly string[]
  /** The generation of the session that brought it: of one session and audience, equal ones are one token, however often it was read. */
  readonly generation: number
  /** What was granted in detail (RFC 9396 section 7); `undefined` where the provider says nothing of it. */
  readonly details?: readonly AuthorizationDetail[] | undefined
  /** `undefined` when the provider did not say: the token is used until an API refuses it. */
  readonly lifetime: Lifetime | undefined
  /** When it came; `undefined` in a session of an older version. */
  readonly receivedAt?: Instant | undefined
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
  /** Those of the newest ID token. */
  readonly claims: Claims
  /** What `/userinfo` said last, where the app asked for it: apart, so that a claim is gone once neither says it. */
  readonly info?: Readonly<Record<string, unknown>> | undefined
  /** That of the sign-in, for `/userinfo` and the APIs without a token of their own. */
  readonly grant: Grant
  /** Those of APIs with a token of their own, by the key of their audience. */
  readonly grants: Readonly<Record<string, Grant>>
  /** What the sign-in asked for. A renewal may ask for less and never for more (RFC 6749 section 6). */
  readonly scope: string
  /** What is asked for beyond what an API declares, by the key of its audience. */
  readonly more?: Readonly<Record<string, string>> | undefined
  /** Scopes that the sign-in's own token goes without: they are for an API with a token of its own, and for no other. */
  readonly without?: string | undefined
  /** The key that the tokens are bound to; `undefined` for bearer tokens. */
  readonly proofKey?: ProofKey | undefined
  readonly refreshToken: Secret<'refresh-token'> | undefined
  /** Kept for the `id_token_hint` of the provider's logout (OpenID Connect RP-Initiated Logout 1.0) and nothing else. */
  readonly idToken: Secret<'id-token'>
  readonly idTokenReport: IdTokenReport
  /** How far this device's clock is behind the provider's, in seconds; 0 while they agree within their tolerance. */
  readonly clockOffset: number
}

/** A session as the vault holds it: which one, and how often it was renewed. */
export interface SessionEntry {
  readonly epoch: string
  readonly id: string
  readonly generation: number
  readonly session: Session
}

/** The token for an audience; `undefined` while there is none. */
export const grantFor = ({ grant, grants }: Session, audience: Audience | undefined): Grant | undefined =>
  audience ? grants[audience.key] : grant

/**
 * Whether a token came for another audience after that of this one. The provider may have ended this one by that: some end every
 * access token before the newest (Hydra, doorkeeper).
 */
export function isOutdated(session: Session, audience: Audience | undefined): boolean {
  const { generation = 0 } = grantFor(session, audience) ?? {}
  return [session.grant, ...Object.values(session.grants)].some((other) => other.generation > generation)
}

/** Whether there is a token that may still be sent. */
export function isUsable(grant: Grant | undefined, moment: Moment): grant is Grant {
  return !!grant && !(grant.lifetime && isOver(grant.lifetime, moment))
}

/** The algorithm of a session in which nobody was identified: OAuth 2.0 without OpenID. No ID token is ever taken with it. */
export const NO_IDENTITY = 'none'

/** All that is said of the user. The ID token is signed: where both speak, it is believed. */
export const claimsOf = ({ info, claims }: Session): Claims => ({ ...info, ...claims })

/** Whether a provider has said who it is that allowed the app to act. */
export const hasIdentity = ({ idTokenReport }: Session): boolean => idTokenReport.alg !== NO_IDENTITY

/** Whether two sessions belong to the same user: `iss` and `sub` together (OpenID Connect Core 1.0, section 5.7). */
export function isSameUser(one: Session, other: Session): boolean {
  return one.claims.iss === other.claims.iss && one.claims.sub === other.claims.sub
}
