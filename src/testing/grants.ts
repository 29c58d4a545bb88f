import { toRandomString } from './randomness.js'
import type { TestUser } from './test-provider-options.js'

/** What a user allowed the client at one sign-in: every code and token of that sign-in hangs on it. */
export type Grant = {
  readonly clientId: string
  readonly user: TestUser
  readonly sessionId: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly nonce: string
  readonly authTimeSeconds: number
  readonly acr: string | undefined
  /** Until when refresh tokens of it work, in milliseconds by the provider's clock; 0 if it gets none. */
  readonly refreshableUntil: number
  /** What was asked for in detail (RFC 9396), as JSON. */
  readonly details?: string | undefined
  /** The key that the code, and the tokens of this sign-in, are bound to (RFC 9449). */
  readonly jkt?: string | undefined
}

/** An authorization code. */
export type Code = {
  readonly grant: Grant
  readonly redirectUri: string
  readonly challenge: string
  readonly expiresAt: number
}

/** An access token, as an API learns about it. */
export type AccessToken = {
  readonly grant: Grant
  readonly jkt: string | undefined
  readonly scopes: readonly string[]
  readonly audience: readonly string[]
  readonly expiresAt: number
}

/** A refresh token and, once it was replaced, when. */
export type RefreshToken = {
  readonly grant: Grant
  readonly jkt: string | undefined
  readonly replacedAt: number | undefined
}

/** Everything the provider gave out and has not taken back. */
export type Grants = {
  readonly codes: Map<string, Code>
  readonly spentCodes: Map<string, Grant>
  readonly accessTokens: Map<string, AccessToken>
  readonly refreshTokens: Map<string, RefreshToken>

  /** Gives out a refresh token. */
  readonly createRefreshToken: (grant: Grant, jkt: string | undefined) => string

  /** Takes back every code and token of the grants that match. */
  readonly revoke: (matches: (grant: Grant) => boolean) => void

  /** Whether the grant of a redeemed code was taken back: what is being signed for it must not count. */
  readonly isRevoked: (grant: Grant) => boolean
}

/** Creates the empty books. */
export function createGrants(): Grants {
  const codes = new Map<string, Code>()
  const spentCodes = new Map<string, Grant>()
  const accessTokens = new Map<string, AccessToken>()
  const refreshTokens = new Map<string, RefreshToken>()
  const revoked = new WeakSet<Grant>()
  return {
    codes,
    spentCodes,
    accessTokens,
    refreshTokens,
    createRefreshToken: (grant, jkt) => {
      const token = toRandomString()
      refreshTokens.set(token, { grant, jkt, replacedAt: undefined })
      return token
    },
    revoke: (matches) => {
      for (const given of [codes, accessTokens, refreshTokens]) {
        for (const [name, { grant }] of given) if (matches(grant)) given.delete(name)
      }
      for (const grant of spentCodes.values()) if (matches(grant)) revoked.add(grant)
    },
    isRevoked: (grant) => revoked.has(grant),
  }
}
