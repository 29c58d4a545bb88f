import type { Context } from '../client/context.js'
import type { Api } from '../domain/api.js'
import { toBase64Url } from '../domain/base64url.js'
import type { Status } from '../domain/events.js'
import { toPlain } from '../domain/plain.js'
import { reveal } from '../domain/secret.js'
import { type AuthorizationDetail, grantFor } from '../domain/session.js'

/** What a developer may look at. Never a token, and nothing from inside one but what the app knows of its user anyway. */
export interface Inspection<ApiName extends string = string> {
  /** The issuer, as the options have it. */
  readonly issuer: string
  /** The client id, as the options have it. */
  readonly clientId: string
  /** The status of the present state. */
  readonly status: Status
  /** Where the session lives. */
  readonly persistence: 'browser' | 'tab' | 'memory'
  /** Where the provider sends the user back to. */
  readonly redirectUri: string
  /** What of the protocol is in use. */
  readonly features: {
    /** The method of every sign-in (RFC 7636). */
    readonly pkce: 'S256'
    /** Whether tokens are bound to a key (RFC 9449). */
    readonly dpop: boolean
    /** Whether the provider announces the issuer in its redirects (RFC 9207). */
    readonly iss: boolean
    /** Whether the provider can revoke tokens (RFC 7009). */
    readonly revocation: boolean
    /** Whether there is a logout page to visit: the provider's, or that of the options. */
    readonly endSession: boolean
  }
  /** How the ID token was checked; `undefined` without one. */
  readonly idToken: IdTokenInspection | undefined
  /** Per declared API; `undefined` while it has no token. */
  readonly tokens: Readonly<Record<ApiName, TokenInspection | undefined>>
  /** Whether there is a refresh token. */
  readonly refreshToken: boolean
  /** What was granted in detail (RFC 9396), by the latest answer that said; `undefined` where none did. */
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined
  /** How far this device's clock is behind the provider's, in seconds; 0 while they agree within their tolerance. */
  readonly clockOffsetSeconds: number
}

/** How the ID token was checked. */
export interface IdTokenInspection {
  /** What it is signed with: `RS256`, `ES256`, … */
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
  /** Whether it is bound to a key (RFC 9449). */
  readonly type: 'bearer' | 'dpop'
  /** Characters. */
  readonly length: number
  /** Six letters of a SHA-256 salted for this client: tells two tokens apart, and nothing else. */
  readonly fingerprint: string
  /** What was granted with it for this API. */
  readonly scopes: readonly string[]
  /** Milliseconds since the epoch; `undefined` when the provider did not say. */
  readonly expiresAt: number | undefined
}

// Random, and stays in this page.
const salts = new WeakMap<Context, string>()

/** `auth.inspect`. */
export async function inspect(context: Context): Promise<Inspection> {
  const { config, platform, current } = context
  const salt = salts.get(context) ?? platform.random(16)
  salts.set(context, salt)
  const { session } = current.entry ?? {}
  const { provider, refreshToken, idTokenReport: report, clockOffset = 0 } = session ?? {}
  const { status, scopes: granted } = current.state
  const { issuer, clientId, redirectUri, persistence, dpop = false } = config
  const toInspection = async ({ name, audience }: Api) => {
    const grant = session && grantFor(session, audience)
    const scopes = granted?.[name]
    if (!grant || !scopes) return [name, undefined]
    const token = reveal(grant.accessToken)
    const hash = await platform.subtle.digest('SHA-256', new TextEncoder().encode(`${salt}${token}`))
    const fingerprint = toBase64Url(new Uint8Array(hash)).slice(0, 6)
    const inspection: TokenInspection = {
      type: session.proofKey ? 'dpop' : 'bearer',
      length: token.length,
      fingerprint,
      scopes,
      expiresAt: grant.lifetime?.until,
    }
    return [name, inspection]
  }
  const tokens = await Promise.all(config.apis.map(toInspection))
  return {
    issuer,
    clientId,
    status,
    persistence,
    redirectUri,
    features: {
      pkce: 'S256',
      dpop,
      iss: !!provider?.authorization_response_iss_parameter_supported,
      revocation: !!provider?.revocation_endpoint,
      endSession: !!(config.endSession ?? provider?.end_session_endpoint),
    },
    idToken:
      report && config.openid !== false
        ? {
            alg: report.alg,
            checks: report.checks,
            issuedAt: report.iat * 1000,
            expiresAt: report.exp * 1000,
          }
        : undefined,
    tokens: Object.fromEntries(tokens),
    refreshToken: !!refreshToken,
    authorizationDetails: session?.grant.details && toPlain(session.grant.details),
    clockOffsetSeconds: clockOffset,
  }
}
