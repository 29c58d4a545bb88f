import { grantedTo } from '../domain/api.js'
import { toBase64Url } from '../domain/base64url.js'
import { reveal } from '../domain/secret.js'
import type { Context } from './context.js'

/** What a developer may look at. Never a token, and nothing from inside one but what the app knows of its user anyway. */
export interface Inspection<ApiName extends string = string> {
  readonly issuer: string
  readonly clientId: string
  readonly status: 'pending' | 'signed-out' | 'signed-in'
  /** Where the session lives: sealed in the browser, or in memory because the browser keeps nothing. */
  readonly persistence: 'browser' | 'memory'
  readonly redirectUri: string
  readonly features: {
    readonly pkce: 'S256'
    /** Whether the provider announces the issuer in its redirects (RFC 9207). */
    readonly iss: boolean
    readonly revocation: boolean
    readonly endSession: boolean
  }
  readonly idToken: IdTokenInspection | undefined
  /** Per declared API; `undefined` while it has no token. */
  readonly tokens: Readonly<Record<ApiName, TokenInspection | undefined>>
  readonly refreshToken: boolean
}

/** How the ID token was checked. */
export interface IdTokenInspection {
  readonly alg: string
  /** The checks it passed. */
  readonly checks: readonly string[]
  /** Milliseconds since the epoch. */
  readonly issuedAt: number
  /** Milliseconds since the epoch. Says nothing about the session. */
  readonly expiresAt: number
}

/** What can be said about an access token without looking into it. */
export interface TokenInspection {
  readonly type: 'bearer'
  /** Characters. */
  readonly length: number
  /** Six letters of a SHA-256 salted for this page: tells two tokens apart, and nothing else. */
  readonly fingerprint: string
  readonly scopes: readonly string[]
  /** Milliseconds since the epoch; `undefined` when the provider did not say. */
  readonly expiresAt: number | undefined
}

export function createInspect(context: Context): () => Promise<Inspection> {
  const { config, platform, vault, presence, machine } = context
  let salt: string | undefined
  const toFingerprint = async (token: string) => {
    salt ??= platform.random(16)
    return toBase64Url(await platform.keys.digest('SHA-256', salt + token)).slice(0, 6)
  }
  return async () => {
    const session = presence.held?.session
    const token = session && reveal(session.grant.accessToken)
    const fingerprint = token ? await toFingerprint(token) : ''
    const toToken = (scopes: readonly string[]): TokenInspection | undefined =>
      session && token
        ? { type: 'bearer', length: token.length, fingerprint, scopes, expiresAt: session.grant.lifetime?.until }
        : undefined
    return {
      issuer: config.issuer,
      clientId: config.clientId,
      status: machine.state.status,
      persistence: vault.store === platform.store ? 'browser' : 'memory',
      redirectUri: config.redirectUri,
      features: {
        pkce: 'S256',
        iss: session?.provider.authorization_response_iss_parameter_supported === true,
        revocation: session?.provider.revocation_endpoint !== undefined,
        endSession: session?.provider.end_session_endpoint !== undefined,
      },
      idToken: session && {
        alg: session.idTokenReport.alg,
        checks: session.idTokenReport.checks,
        issuedAt: session.idTokenReport.iat * 1000,
        expiresAt: session.idTokenReport.exp * 1000,
      },
      tokens: Object.fromEntries(
        config.apis.map((api) => [api.name, session && toToken(grantedTo(api, session.grant.scopes))]),
      ),
      refreshToken: session?.refreshToken !== undefined,
    }
  }
}
