import type { JSONWebKeySet } from 'jose'
import type { Awaitable, Claims } from './claims.js'
import type { Endpoint } from './endpoints.js'
import type { SeenRequest } from './seen-request.js'
import type { TokenDraft } from './token-draft.js'

/**
 * One way for the provider to be wrong; every hook is optional, and several lies add up in the order they were told. What real providers
 * do is told so:
 *
 * ```ts
 * // The login page was open for too long (Keycloak).
 * { callback: ({ searchParams }) => { searchParams.delete('code'); searchParams.set('error', 'temporarily_unavailable'); searchParams.set('error_description', 'authentication_expired') } }
 * // It adds something of its own to a return (Keycloak); it answers with the `state` of another request (LemonLDAP).
 * { callback: (url) => url.searchParams.set('kc_action_status', 'success') }
 * { callback: (url) => url.searchParams.set('state', otherState) }
 * // It does not say how long a token lasts (GitHub).
 * { tokenResponse: ({ expires_in, ...body }) => body }
 * // A refresh token comes with consent alone (oidc-provider); never for a public client (Spring) with `refreshTokens: false`.
 * { tokenResponse: ({ refresh_token, ...body }, { parameters }) => parameters.grant_type === 'refresh_token' ? { ...body, refresh_token } : body }
 * // The access token has died with the refresh token, and its revocation is refused (better-auth).
 * { respond: (endpoint, { parameters }) => endpoint === 'revocation' && parameters.token_type_hint === 'access_token' ? Response.json({ error: 'invalid_request' }, { status: 400 }) : undefined }
 * // Each renewal kills the former access tokens (Hydra, doorkeeper).
 * { respond: (endpoint, { parameters }) => { if (endpoint === 'token' && parameters.grant_type === 'refresh_token') provider.revokeAccessTokens(); return undefined } }
 * ```
 */
export type Lie = {
  /** Changes an ID token before it is signed: claims, header, key, signature. */
  readonly idToken?: (token: TokenDraft) => Awaitable<TokenDraft>

  /** Replaces an access token. The replacement is what `at_hash` covers and what the API accepts. */
  readonly accessToken?: (token: string) => Awaitable<string>

  /** Has the last word on an ID token's compact form; `provider.sign` makes another one. */
  readonly sign?: (signed: string, token: TokenDraft) => Awaitable<string>

  /** Changes the JSON of a successful token answer. */
  readonly tokenResponse?: (body: Claims, request: SeenRequest) => Awaitable<Claims>

  /** Changes the claims of a userinfo answer. */
  readonly userInfo?: (claims: Claims, request: SeenRequest) => Awaitable<Claims>

  /** Changes the discovery document. */
  readonly discovery?: (document: Claims) => Awaitable<Claims>

  /** Changes the published key set. */
  readonly jwks?: (set: JSONWebKeySet) => Awaitable<JSONWebKeySet>

  /**
   * Answers in the provider's place: nothing of the request is carried out. With `undefined` the provider goes on,
   * so a promise holds the request up before it; one that never settles is a provider that never answers.
   */
  readonly respond?: (endpoint: Endpoint, request: SeenRequest) => Awaitable<Response | undefined>

  /**
   * Changes, holds up or (by throwing a `TypeError`) loses an answer after the provider has carried out the request:
   * a refresh token is spent by then.
   */
  readonly deliver?: (response: Response, request: SeenRequest) => Awaitable<Response>

  /** Changes the URL the user comes back to, in place. */
  readonly callback?: (url: URL) => void
}

/** The lies a provider is told at the moment. */
export type Lies = {
  /** Tells a lie; the function it returns ends it. */
  readonly tell: (lie: Lie) => () => void

  /** The hooks of one name, in the order in which they were told. */
  readonly hooks: <Name extends keyof Lie>(name: Name) => readonly NonNullable<Lie[Name]>[]
}

/** Creates the empty list of lies. */
export function createLies(): Lies {
  const told = new Set<Lie>()
  return {
    tell: (lie) => {
      // A copy, so that telling the same lie twice and ending it once leaves it told.
      const own = { ...lie }
      told.add(own)
      return () => {
        told.delete(own)
      }
    },
    hooks: (name) =>
      [...told].flatMap((lie) => {
        const hook = lie[name]
        return hook ? [hook] : []
      }),
  }
}

/** Passes a value through hooks, one after the other. */
export async function bend<Value>(
  value: Value,
  hooks: readonly ((value: Value) => Awaitable<Value>)[],
): Promise<Value> {
  let bent = value
  for (const hook of hooks) bent = await hook(bent)
  return bent
}
