import type { Claims } from './claims.js'
import type { TestUser } from './test-provider-options.js'

// OpenID Connect Core 5.4.
const CLAIMS_BY_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

const SCOPED_CLAIMS = new Set(Object.values(CLAIMS_BY_SCOPE).flat())

/** The claims about a user that these scopes let the client see: `sub`, those of the scopes, and all custom ones. */
export function toUserClaims(user: TestUser, scopes: readonly string[]): Claims {
  const allowed = new Set(scopes.flatMap((scope) => CLAIMS_BY_SCOPE[scope] ?? []))
  return Object.fromEntries(Object.entries(user).filter(([name]) => allowed.has(name) || !SCOPED_CLAIMS.has(name)))
}
