import type { JSONWebKeySet } from 'jose'
import { type GuardOptions, guard } from './api-guard.js'
import { authorize, findUser, register, startSession, type Visit } from './authorization-endpoint.js'
import type { Claims } from './claims.js'
import { mustBePresent } from './environment.js'
import type { Lie } from './lies.js'
import { toMetadata } from './metadata-endpoints.js'
import { createProvider } from './provider.js'
import { answersAt, fetchFrom } from './provider-fetch.js'
import { QUIRKS, type Quirk } from './quirks.js'
import type { SeenRequest } from './seen-request.js'
import { endSession } from './session-endpoints.js'
import { toLie } from './shapes/shape-lie.js'
import type { KeyRotation, SigningAlgorithm, SigningKey } from './signing-keys.js'
import type { TestProviderOptions, TestUser } from './test-provider-options.js'
import { signDraft, type TokenDraft } from './token-draft.js'

/** An OpenID provider inside the test: real keys, strict checks, no server; every member can be passed around unbound. */
export type TestProvider = {
  /** Its issuer: what an app is given as `issuer`. */
  readonly issuer: string
  /** The id of the one client that it knows. */
  readonly clientId: string

  /** Its honest metadata, for an app that is given metadata in place of an issuer. */
  readonly metadata: Claims

  /** Answers discovery, keys, token, userinfo and revocation; rejects with a `TypeError` for every other address. */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

  /** Whether a request to this address is for the provider: below its issuer, and wherever else an endpoint lies (`like`). */
  readonly answers: (url: string | URL) => boolean

  /**
   * Plays the browser and the user at the authorization endpoint; resolves with the URL the browser comes back to.
   * Rejects with a `TypeError` where a provider shows its own error page: unknown client, unregistered redirect URI.
   */
  readonly authorize: (url: string | URL, visit?: Visit) => Promise<string>

  /**
   * Plays the browser at the end-session endpoint, by GET, or by POST when a form is given.
   * Returns where the browser is sent, or `undefined` if it stays on the provider's page.
   */
  readonly endSession: (url: string | URL, form?: URLSearchParams) => string | undefined

  /**
   * Signs a user in at the provider, as another app would, so that `prompt=none` works; the first user for no `sub`. One who comes
   * with claims is known from here on.
   */
  readonly signIn: (user?: string | TestUser) => void

  /** Ends the session at the provider: `prompt=none` gets `login_required`; tokens stay good. */
  readonly endSessions: () => void

  /** Takes back every code and token. */
  readonly revokeAll: () => void

  /** Takes back the access tokens only: APIs answer 401, a refresh token still works. */
  readonly revokeAccessTokens: () => void

  /** Ends the time of every access token that was given out: APIs answer 401, a refresh token still works. */
  readonly expireAccessTokens: () => void

  /** Makes every server ask for another nonce in proofs from here on; with the option `dpopNonces`. */
  readonly renewNonces: () => void

  /** Every request seen so far, oldest first; emptied by `requests.length = 0`. */
  readonly requests: SeenRequest[]

  /**
   * The gate of a fake API: the 401 or 403 that refuses the request, with its challenge, or `undefined` for a good
   * access token.
   */
  readonly guard: (request: Request, options?: GuardOptions) => Promise<Response | undefined>

  /** The public keys, without lies. */
  readonly keys: () => Promise<JSONWebKeySet>

  /** Makes another key sign from here on; the old one stays published unless withdrawn. */
  readonly rotateKeys: (rotation?: KeyRotation) => Promise<SigningKey>

  /** Publishes a further key, for lies to sign with. */
  readonly addKey: (algorithm: SigningAlgorithm) => Promise<SigningKey>

  /** Signs any token, however wrong. */
  readonly sign: (token: TokenDraft) => Promise<string>

  /** Makes the provider lie, or do what some providers do, until the returned function is called. */
  readonly lie: (lie: Lie | Quirk) => () => void
}

/**
 * Creates an OpenID provider that answers inside the process.
 * It is strict: what a careful provider would refuse, it refuses. It knows one client and one browser.
 *
 * ```ts
 * const provider = createTestProvider({ issuer: 'https://id.example.com', clientId: 'app', redirectUri: 'https://app.example.com/' })
 * const stop = provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, aud: 'other' } }) })
 * ```
 *
 * @throws {TypeError} when the options name no issuer, client, redirect URI or user, and that names what the environment has not.
 */
export function createTestProvider(options: TestProviderOptions): TestProvider {
  mustBePresent('createTestProvider')
  const provider = createProvider(options)
  const { settings, grants, keys, lies, requests } = provider
  if (options.like) lies.tell(toLie(settings.shape))
  return {
    issuer: settings.issuer,
    clientId: settings.clientId,
    metadata: toMetadata(provider),
    fetch: (input, init) => fetchFrom(provider, input, init),
    answers: (url) => answersAt(provider, new URL(url)),
    authorize: (url, visit) => authorize(provider, url, visit),
    endSession: (url, form) => endSession(provider, url, form),
    signIn: (user) => {
      startSession(provider, typeof user === 'object' ? register(provider, user) : findUser(provider, user))
    },
    endSessions: () => {
      provider.session = undefined
    },
    revokeAll: () => grants.revoke(() => true),
    revokeAccessTokens: () => grants.accessTokens.clear(),
    expireAccessTokens: () => {
      const expiresAt = settings.now()
      for (const [name, token] of grants.accessTokens) grants.accessTokens.set(name, { ...token, expiresAt })
    },
    renewNonces: () => provider.nonces.clear(),
    requests,
    guard: async (request, guardOptions) => {
      const guarded = await guard(provider, request, guardOptions)
      return guarded instanceof Response ? guarded : undefined
    },
    keys: async () => ({ keys: (await keys.published()).map(({ publicJwk }) => publicJwk) }),
    rotateKeys: keys.rotate,
    addKey: keys.add,
    sign: (token) => signDraft(token, keys),
    lie: (lie) => lies.tell(typeof lie === 'string' ? QUIRKS[lie](provider) : lie),
  }
}
