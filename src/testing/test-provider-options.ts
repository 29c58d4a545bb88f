import type { Shape } from './shapes/shape.js'
import { findShape, type Like } from './shapes/shapes.js'
import type { SigningAlgorithm } from './signing-keys.js'

/**
 * Someone who can sign in at the test provider: a subject and any claims.
 * Standard claims are given out by scope (`profile`, `email`, `address`, `phone`), all others always.
 */
export type TestUser = {
  /** The subject, by which the provider knows them. */
  readonly sub: string
  readonly [claim: string]: unknown
}

/** What a test provider is told once, when it is made. Without `like` it has an `issuer`. */
export type TestProviderOptions = FurtherOptions & ({ readonly issuer: string } | { readonly like: Like })

/** The options of a test provider; all but `clientId` and `redirectUri` may be left out, `issuer` beside `like` alone. */
type FurtherOptions = {
  /**
   * The provider that this one looks like: issuer, endpoints, claims and their types, tokens, scopes, refresh tokens, logout page, CORS and
   * errors, as its documentation has them (docs/testing.md): `'auth0'`, `'google'`, `'entra'`, `'entra-b2c'`, `'okta'`, `'keycloak'`,
   * `'cognito'`, `'zitadel'`, `'ping'`, `'github'`. A strict one that looks like none unless set. Options beside it go before.
   */
  readonly like?: Like

  /**
   * The exact issuer; its endpoints lie below it, or where `like` has them. A trailing slash stays part of the issuer. That of a tenant of
   * `like` unless set.
   */
  readonly issuer?: string

  /** The one public client the provider knows. */
  readonly clientId: string

  /** The registered redirect URIs; a request must name one of them, character by character. */
  readonly redirectUri: string | readonly string[]

  /** Where the user may be sent after signing out; the redirect URIs unless set. */
  readonly postLogoutRedirectUri?: string | readonly string[]

  /** Who can sign in; the first one does unless a test says otherwise. One user, Ada, unless set. */
  readonly users?: readonly TestUser[]

  /** The provider's clock, in milliseconds since the epoch; `Date.now` unless set. */
  readonly now?: () => number

  /** How long an access token lasts. In seconds, from 0; 300 unless set. */
  readonly accessTokenSeconds?: number

  /** How long an ID token lasts. In seconds, from 0; 300 unless set. */
  readonly idTokenSeconds?: number

  /** Whether an access token is a JWT (RFC 9068) or a random string; `'jwt'` unless set. */
  readonly accessTokenFormat?: 'jwt' | 'opaque'

  /** Who an access token is for when the app names no `resource`; the issuer + `/api` unless set. */
  readonly audience?: string

  /** Whether token answers carry a refresh token; `true` unless set. */
  readonly refreshTokens?: boolean

  /** Whether each use of a refresh token replaces it; `true` unless set. */
  readonly rotate?: boolean

  /** How long a refresh token lasts, from the sign-in on, replaced or not. In seconds, from 0; for ever unless set. */
  readonly refreshTokenSeconds?: number

  /** How long a replaced refresh token still works. In seconds, from 0; 0 unless set: a second use revokes the family at once. */
  readonly graceSeconds?: number

  /** Whether `/userinfo` answers with a signed JWT (OpenID Connect Core 1.0, section 5.3.2); `false` unless set. */
  readonly signedUserInfo?: boolean

  /** Whether the provider speaks OpenID Connect; `true` unless set. Otherwise it gives no ID token and says of nobody who they are. */
  readonly openid?: boolean

  /** Whether a sign-in must push its parameters (RFC 9126); `false` unless set: it may. */
  readonly requirePar?: boolean

  /** Whether proofs of possession (RFC 9449) must hold a nonce of the server; `false` unless set. */
  readonly dpopNonces?: boolean

  /** What ID tokens are signed with; `'RS256'` unless set. */
  readonly signingAlgorithm?: SigningAlgorithm

  /**
   * Whether this provider makes keys of its own; `false` unless set.
   * Otherwise all providers of one process sign with the same keys, because an RSA key takes about 0.1 s to make:
   * set it where a test needs two providers that cannot speak for each other.
   */
  readonly ownKeys?: boolean
}

/** The options with every default filled in. */
export type Settings = Required<Omit<FurtherOptions, 'like' | 'redirectUri' | 'postLogoutRedirectUri'>> & {
  readonly shape: Shape
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}

const ADA: TestUser = {
  sub: 'ada',
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  picture: 'https://pictures.example.com/ada.png',
  email: 'ada@example.com',
  email_verified: true,
}

/**
 * Fills in the defaults.
 * @throws TypeError when the issuer is not a URL, or there is no client, redirect URI or user.
 */
export function toSettings(options: TestProviderOptions): Settings {
  const { like, redirectUri, postLogoutRedirectUri = redirectUri, users = [ADA], ...rest } = options
  const shape = findShape(like)
  const { issuer = shape.issuer } = options
  if (!URL.canParse(issuer)) throw new TypeError('The issuer of a test provider is an absolute URL')
  if (!options.clientId) throw new TypeError('A test provider needs the id of the client it knows')
  if (users.length === 0) throw new TypeError('A test provider needs at least one user')
  if (!redirectUri || redirectUri.length === 0) throw new TypeError('A test provider needs a registered redirect URI')

  return {
    now: Date.now,
    accessTokenSeconds: 300,
    idTokenSeconds: 300,
    accessTokenFormat: 'jwt',
    audience: `${issuer.replace(/\/$/, '')}/api`,
    refreshTokens: true,
    rotate: true,
    refreshTokenSeconds: Number.POSITIVE_INFINITY,
    graceSeconds: 0,
    signedUserInfo: false,
    openid: true,
    requirePar: false,
    dpopNonces: false,
    signingAlgorithm: 'RS256',
    ownKeys: false,
    ...shape.options,
    ...rest,
    issuer,
    shape,
    users,
    redirectUris: [redirectUri].flat(),
    postLogoutRedirectUris: [postLogoutRedirectUri ?? []].flat(),
  }
}
