import { toPlain } from './plain.js'

/** The address claim (OpenID Connect Core 1.0, section 5.1.1). */
export interface Address {
  readonly formatted?: string
  readonly street_address?: string
  readonly locality?: string
  readonly region?: string
  readonly postal_code?: string
  readonly country?: string
}

/**
 * Who is signed in: the validated claims of the ID token under their standard names
 * (OpenID Connect Core 1.0, sections 2 and 5.1). A provider's own claims are there too; name them with `profile`.
 * The stable key of a user is `iss` and `sub` together, nothing else.
 */
export interface User {
  readonly iss: string
  readonly sub: string
  readonly acr?: string
  readonly amr?: readonly string[]
  /** When the user last proved who they are, in seconds since the epoch. */
  readonly auth_time?: number
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly middle_name?: string
  readonly nickname?: string
  readonly preferred_username?: string
  readonly profile?: string
  readonly picture?: string
  readonly website?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly gender?: string
  readonly birthdate?: string
  readonly zoneinfo?: string
  readonly locale?: string
  readonly phone_number?: string
  readonly phone_number_verified?: boolean
  readonly address?: Address
  /** In seconds since the epoch. */
  readonly updated_at?: number
}

/** The validated claims of an ID token: the only source of a `User`. */
export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly [claim: string]: unknown
}

// What the protocol needs and an app does not.
const LEFT_OUT = /^(nonce|(at|c|s)_hash|aud|azp|exp|iat|nbf|jti|sid|_claim_(names|sources))$/

/** The user that validated claims describe: plain and deeply frozen. The claims came out of JSON, so nobody else holds them. */
export function toUser(claims: Claims): User {
  const kept = Object.entries(claims).filter(([claim]) => !LEFT_OUT.test(claim))
  // `Claims` guarantees iss and sub; the rest of `User` is optional and untrusted text from the provider.
  return freezeDeep(Object.fromEntries(kept) as unknown as User)
}

/** Freezes a tree of plain data, without what `toPlain` drops. */
export const freezeDeep = <Value extends object>(root: Value): Value => toPlain(root, Object.freeze)
