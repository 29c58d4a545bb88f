import type { JWTPayload } from 'jose'
import type { Verdict } from './protected-api.js'
import { CALENDAR_AGENT } from './request-log.js'
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

export function accept(
  raw: string,
  claims: JWTPayload,
  rest: Pick<AccessToken, 'format' | 'header' | 'checks'>,
): Verdict<AccessToken> {
  const scopes = String(claims['scope'] ?? '')
    .split(' ')
    .filter(Boolean)
  return { accepted: true, token: { ...rest, userId: claims.sub ?? '', scopes, length: raw.length, claims } }
}

export const refuse = (reason: string): Verdict<AccessToken> => ({ accepted: false, reason })

/** Three base64url parts: what a JWT looks like. A reference has no dots. */
export const isJwt = (raw: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(raw)

export function fetchAsCalendar(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('User-Agent', CALENDAR_AGENT)
  return fetch(url, { ...init, headers })
}
