import type { JWTPayload } from 'jose'
import type { Verdict } from './protected-api.js'
import type { AccessTokenFormat } from './settings.js'

/** What the calendar understands of a token it accepted. Never the token itself. */
export interface AccessToken {
  readonly format: AccessTokenFormat
  readonly userId: string
  readonly scopes: readonly string[]
  readonly length: number
  /** Of a JWT; a reference has none. */
  readonly header: Readonly<Record<string, unknown>> | undefined
  /** The claims of a JWT, or what the provider said about a reference. */
  readonly claims: Readonly<Record<string, unknown>>
  /** What was verified, in words. */
  readonly checks: readonly string[]
}

export type Verifier = (raw: string) => Promise<Verdict<AccessToken>>

/** The sentence for a token that only the holder of a key may use. */
export const BOUND = 'This token is bound to a key, and was sent without a proof of it.'

/**
 * The verdict on a token that is valid and for the calendar. It must be somebody's, and not bound to a key: sent as a bearer
 * token, one that is bound is good for nobody (RFC 9449, section 7.2). `scopes` are those of the claims unless given.
 */
export function judge(
  raw: string,
  claims: JWTPayload,
  {
    scopes = toScopes(claims),
    ...rest
  }: Pick<AccessToken, 'format' | 'header' | 'checks'> & { scopes?: readonly string[] },
): Verdict<AccessToken> {
  const { sub: userId } = claims
  if (typeof userId !== 'string' || userId === '') return refuse('Nobody is named whose token this is.')
  if (claims['cnf'] !== undefined) return refuse(BOUND)
  return { accepted: true, token: { ...rest, userId, scopes, length: raw.length, claims } }
}

const toScopes = (claims: JWTPayload): readonly string[] =>
  String(claims['scope'] ?? '')
    .split(' ')
    .filter(Boolean)

export const refuse = (reason: string): Verdict<AccessToken> => ({ accepted: false, reason })

/** Three base64url parts: what a JWT looks like. A reference has no dots. */
export const isJwt = (raw: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(raw)
