import { toPlain } from './plain.js'

/** The address claim (OpenID Connect Core 1.0, section 5.1.1). */
export interface Address {
  /** All of it, for a letter; lines are separated by line breaks. */
  readonly formatted?: string
  /** Street, house number and what else stands above the locality. */
  readonly street_address?: string
  /** City or locality. */
  readonly locality?: string
  /** State, province or region. */
  readonly region?: string
  /** Zip code or postal code. */
  readonly postal_code?: string
  /** The country's name. */
  readonly country?: string
}

/**
 * Who is signed in: the validated claims of the ID token under their standard names
 * (OpenID Connect Core 1.0, sections 2 and 5.1). A provider's own claims are there too; name them with `profile`.
 * The stable key of a user is `iss` and `sub` together, nothing else.
 */
export interface User {
  /** The issuer that says so, as `issuer` of the options has it. */
  readonly iss: string
  /** The subject: never reassigned within the issuer, at most 255 characters. */
  readonly sub: string
  /** The authentication context that the sign-in reached. */
  readonly acr?: string
  /** The methods by which the user was authenticated (RFC 8176): `pwd`, `otp`, … */
  readonly amr?: readonly string[]
  /** When the user last proved who they are, in seconds since the epoch. */
  readonly auth_time?: number
  /** The full name, to be shown. */
  readonly name?: string
  /** The given or first names. */
  readonly given_name?: string
  /** The surnames or last names. */
  readonly family_name?: string
  /** The middle names. */
  readonly middle_name?: string
  /** The casual name. */
  readonly nickname?: string
  /** The name that the user wants to be called by: to be shown, never a key, for it may change and belong to several. */
  readonly preferred_username?: string
  /** The address of the user's profile page. From the provider, unchecked: look at its scheme before it becomes a link. */
  readonly profile?: string
  /** The address of a picture of the user, unchecked likewise. */
  readonly picture?: string
  /** The address of the user's own site, unchecked likewise. */
  readonly website?: string
  /** The preferred e-mail address: neither unique nor stable. */
  readonly email?: string
  /** Whether the provider made sure that the address was theirs. */
  readonly email_verified?: boolean
  /** `female`, `male` or another text. */
  readonly gender?: string
  /** `YYYY-MM-DD`; `0000-MM-DD` without the year, `YYYY` alone without the day. */
  readonly birthdate?: string
  /** The time zone: `Europe/Paris`. */
  readonly zoneinfo?: string
  /** The language tag: `en-US`. */
  readonly locale?: string
  /** The preferred telephone number, as a rule in the form `+1 604 555 1234`. */
  readonly phone_number?: string
  /** Whether the provider made sure that the number was theirs. */
  readonly phone_number_verified?: boolean
  /** The postal address. */
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
