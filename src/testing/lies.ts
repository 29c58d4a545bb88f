import type { JSONWebKeySet } from 'jose'
import type { Awaitable, Claims } from './claims.js'
import type { Endpoint } from './endpoints.js'
import type { SeenRequest } from './seen-request.js'
import type { TokenDraft } from './token-draft.js'

/**
 * One way for the provider to be wrong; every hook is optional, and several lies add up in the order they were told. A token
 * request tells sign-ins and renewals apart: `request.parameters.grant_type`.
 *
 * What providers do that is no attack has a name of its own where it is a way of theirs (`Quirk` in `quirks.ts`):
 * `provider.lie('renewal-ends-access-tokens')`. What is odd about a member is told by hooks:
 *
 * - `null` for what is not there (Ping, pyop): `{ idToken: (token) => ({ ...token, claims: { ...token.claims, nbf: null } }) }`, and the
 *   like in every other hook.
 * - A project or another client among the audiences (ZITADEL, Oracle): `aud` and `azp` in `idToken`.
 * - `"true"` for true (Cognito), a date for `updated_at` (Auth0), a claim that lies elsewhere (`_claim_sources`): claims in `idToken`
 *   and `userInfo`.
 * - A list of scopes (Twitch), scopes with their resource in front (Entra), a member that is no text, an error beside the tokens
 *   (GitHub), no `expires_in` (GitHub): `tokenResponse`. Its status (201, say): `deliver`.
 * - Keys without a name, or several of one (RFC 7517 has both optional): `jwks`.
 * - `expires_in`, `kc_action_status` (Keycloak) and what else is added to a return, or `temporarily_unavailable` with
 *   `authentication_expired` (Keycloak, its login page was open for too long): `callback`.
 */
export type Lie = {
  /** Changes an ID token before it is signed: claims, header, key, signature. */
  readonly idToken?: (token: TokenDraft, request: SeenRequest) => Awaitable<TokenDraft>

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
   * so a promise holds the request up before it; one that never settles is a provider that never answers, and a `TypeError`
   * that is thrown is an answer without CORS headers. An error with a provider's own words, a redirect to its sign-in page,
   * a realm that does not exist and a demand for a proof or for pushed parameters are told like this.
   */
  readonly respond?: (endpoint: Endpoint, request: SeenRequest) => Awaitable<Response | undefined>

  /**
   * Changes, holds up or (by throwing a `TypeError`) loses an answer after the provider has carried out the request:
   * a refresh token is spent by then.
   */
  readonly deliver?: (response: Response, request: SeenRequest) => Awaitable<Response>

  /**
   * Changes what the authorization endpoint is asked for, in place; a `TypeError` that is thrown is a page of the provider's own, from
   * which nobody comes back.
   */
  readonly arrive?: (search: URLSearchParams) => void

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
