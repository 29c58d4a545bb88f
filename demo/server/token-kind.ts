import type { JWTHeaderParameters, JWTPayload } from 'jose'
import { CLIENT_ID } from './settings.js'

/** What a provider tells its access tokens from its other tokens by, beside the audience. */
export type TokenKind =
  | { readonly typ: string }
  | { readonly claim: string; readonly is: unknown }
  /** By nothing of their own, but by all that ID tokens and logout tokens have and access tokens lack. */
  | 'bare'

/** What an access token may say that it is, of a provider that does not write `at+jwt` (RFC 9068) into each. */
const BARE_TYPES = ['jwt', 'at+jwt']

// `nonce` alone shows no ID token: a renewed one has none (OpenID Connect Core 1.0, section 12.2).
const OF_OTHER_TOKENS = ['nonce', 'at_hash', 'events']

export function isOfKind(kind: TokenKind, claims: JWTPayload, { typ }: JWTHeaderParameters): boolean {
  if (kind === 'bare') {
    const isAddressedToApp = [claims.aud].flat().includes(CLIENT_ID)
    const hasOthers = OF_OTHER_TOKENS.some((claim) => claims[claim] !== undefined)
    return BARE_TYPES.includes(String(typ).toLowerCase()) && !isAddressedToApp && !hasOthers
  }
  // The library has compared `typ` already.
  return 'typ' in kind || claims[kind.claim] === kind.is
}

/** What was verified of it, in words. */
export function describeKind(kind: TokenKind): string {
  if (kind === 'bare') return 'not for the app, and no nonce, at_hash or events: no ID token, and no logout token'
  if ('typ' in kind) return `typ is ${kind.typ}: an access token`
  return `${kind.claim} is ${kind.is}: an access token`
}
