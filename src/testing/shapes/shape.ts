import type { Claims } from '../claims.js'
import type { Places } from '../endpoints.js'

/**
 * Members that are otherwise than the strict provider would have them, by name: a value, or what makes one of the members that are
 * there without the change. `undefined` takes a member away.
 */
export type Changes = Readonly<Record<string, Value | undefined | ((members: Claims) => unknown)>>
type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

/** An error as a provider words it, with what it sends beside. */
export type Said = { readonly error: string; readonly error_description?: string } & Readonly<Record<string, Value>>

/** A page that ends the provider's session. */
export type LogoutPage = {
  /** Where it lies; at the `end_session_endpoint` unless set. */
  readonly at?: string
  /** The parameter that says where the user is sent; without one of this name nobody comes back. */
  readonly returnBy: string
  /** What a request must have, or it ends at an error page. */
  readonly needs: readonly string[]
}

/** What a provider does otherwise than the strict one. Every member is data that one place of the test provider goes by. */
export type Shape = {
  /** The issuer, unless a test has one of its own. */
  readonly issuer: string
  /** Options of the test provider; a test has the last word. */
  readonly options: {
    readonly accessTokenSeconds?: number
    readonly accessTokenFormat?: 'jwt' | 'opaque'
    readonly refreshTokens?: boolean
    readonly refreshTokenSeconds?: number
    readonly rotate?: boolean
    readonly graceSeconds?: number
    readonly openid?: boolean
  }
  readonly endpoints: Places
  readonly metadata: Changes
  readonly idToken: Changes
  readonly accessToken: Changes
  readonly userInfo: Changes
  readonly tokenResponse: Changes
  /** Of the token response to a refresh token, over `tokenResponse`. */
  readonly renewal: Changes
  /** Of the parameters that the user comes back with. */
  readonly callback: Changes
  /** What each scope that is asked for looks like; any other is `invalid_scope`. Every scope is known unless set. */
  readonly scopes?: RegExp
  /** The parameter of an authorization request, and the word in it, without which there is no refresh token. */
  readonly refreshTokenBy: Readonly<Record<string, string>>
  /** The parameter that names an API in place of `resource`. Without it an access token is opaque. */
  readonly audienceParameter?: string
  /**
   * How refusals are worded: by the error in the return (`login_required`, `access_denied`, …), and for `invalid_grant` by the grant type of
   * the token request.
   */
  readonly errors: Readonly<Record<string, Said>>
  /** The status of a refused token request; that of the standard unless set. */
  readonly errorStatus?: number
  /** What a token request without a client secret gets. */
  readonly secret?: Said
  /** Whether token responses are forms, unless the request accepts JSON. */
  readonly formResponses: boolean
  /** The endpoints that have no CORS headers: what was asked is done, and no page can read the answer. */
  readonly unreadable: readonly string[]
  readonly logoutPages: readonly LogoutPage[]
}

/** One thing that a provider is known for: in a sentence, with the page that says so, and what the test provider does about it. */
export type Fact = { readonly says: string; readonly source: string } & Partial<Shape>

/** The return has no `iss` (RFC 9207), and the metadata do not announce one. */
export const withoutIss = (source: string): Fact => ({
  says: 'the return has `code` and `state`, and no `iss`',
  source,
  callback: { iss: undefined },
  metadata: { authorization_response_iss_parameter_supported: undefined },
})

/** No token is bound to a key (RFC 9449). */
export const bearerAlone = (source: string): Fact => ({
  says: 'tokens are always of type `Bearer`',
  source,
  tokenResponse: { token_type: 'Bearer' },
  metadata: { dpop_signing_alg_values_supported: undefined },
})

/** A provider, by the facts that are known of it. */
export type KnownProvider = {
  readonly name: string
  /** What the options of an app have for it, besides issuer, client and the scopes of its APIs. */
  readonly app: string
  readonly facts: readonly [Fact, ...Fact[]]
}

/** A provider without oddities. */
export const PLAIN: Shape = {
  issuer: '',
  options: {},
  endpoints: {},
  metadata: {},
  idToken: {},
  accessToken: {},
  userInfo: {},
  tokenResponse: {},
  renewal: {},
  callback: {},
  refreshTokenBy: {},
  errors: {},
  formResponses: false,
  unreadable: [],
  logoutPages: [],
}

/** All facts as one shape. */
export function toShape({ facts }: KnownProvider): Shape {
  let shape = PLAIN
  for (const { says: _, source: __, ...fact } of facts) {
    const merged = Object.entries(fact).map(([name, value]) => [name, merge(shape[name as keyof Shape], value)])
    shape = { ...shape, ...Object.fromEntries(merged) }
  }
  return shape
}

/** The members with the changes made. */
export function change(members: Claims, changes: Changes): Claims {
  const changed = Object.entries(changes).map(([name, to]) => [name, typeof to === 'function' ? to(members) : to])
  const all = Object.entries({ ...members, ...Object.fromEntries(changed) })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

function merge(before: unknown, value: unknown): unknown {
  if (Array.isArray(before)) return [...before, ...[value].flat()]
  return typeof before === 'object' ? { ...before, ...Object(value) } : value
}
