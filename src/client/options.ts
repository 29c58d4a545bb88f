import type { Challenge } from '../domain/challenge.js'
import type { ProviderMetadata } from '../domain/provider.js'
import type { StandardSchema } from '../domain/schema.js'
import type { AuthorizationDetail } from '../domain/session.js'
import type { User } from '../domain/user.js'

/** An API the app calls with `auth.fetch`. */
export interface ApiOptions {
  /**
   * Where it answers: `https:`, or `http:` on a loopback host while the page is on one; absolute, or relative to the page and
   * on its origin, whatever `<base>` says; several when it has several. Calls are matched by origin and by path on a segment boundary; the longest path wins.
   */
  readonly url: string | readonly string[]
  /** The scopes to ask for at sign-in. None unless set. */
  readonly scopes?: readonly string[] | undefined
  /**
   * Further scopes that are asked for only when this API asks for them: of the scopes in its challenges those count that are
   * here or in `scopes`. None unless set.
   */
  readonly incrementalScopes?: readonly string[] | undefined
  /**
   * The API's identifier at the provider (RFC 8707): an absolute URI without a fragment. Gives the API a token of its own, got
   * with the refresh token at its first call. Without it, and without `params`, the API gets the sign-in's token.
   */
  readonly resource?: string | undefined
  /**
   * Further parameters of this API's token request, for providers with a name of their own for `resource`:
   * `{ audience: 'https://api.example.com' }`. They give the API a token of its own, too. Parameters of the protocol are refused. None unless set.
   */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Send without a token when nobody is signed in, instead of rejecting with `sign-in-required`. `false` unless set. */
  readonly anonymous?: boolean | undefined
  /** Let `headersFor` hand this API's credentials to the app. `false` unless set. */
  readonly headers?: boolean | undefined
}

/** The options of `createAuth`. */
export interface AuthOptions<ApiName extends string = string, Profile = User> {
  /**
   * The exact issuer, as the provider's metadata spells it (OpenID Connect Discovery 1.0, section 4.3). For a provider
   * without discovery: its metadata, checked as a fetched document would be when the first sign-in starts.
   */
  readonly issuer: string | ProviderMetadata
  /** The id of a public client (RFC 6749 section 2.1). There is no secret in a browser. */
  readonly clientId: string
  /**
   * Where the provider sends the user back to. `<base href>` where there is one of this origin, else the origin and `/`, unless
   * set; what is relative is relative to that. On this origin, but where `leave` is set: a native shell may bring the return from
   * elsewhere. Two issuers on one page share neither this nor
   * `relayUri`, nor is one's this the other's that.
   */
  readonly redirectUri?: string | undefined
  /**
   * Where the provider's logout page sends the user back to; they stay there, unless `signOut` is told a `returnTo`. The same as
   * `redirectUri` unless set, and then they end at the app's base.
   */
  readonly postLogoutRedirectUri?: string | undefined
  /**
   * The logout page of a provider whose logout is not OpenID's. It wins over the metadata. `client_id` goes along, and `params` as
   * they are: `{ logout_uri: 'https://…' }` (Cognito), `{ returnTo: 'https://…' }` (Auth0); no hint, and no `state` that could
   * bring the user to a `returnTo`. `url` is absolute and as safe as any endpoint; parameters of the protocol are refused. The
   * metadata's page unless set.
   */
  readonly endSession?:
    | { readonly url: string; readonly params?: Readonly<Record<string, string>> | undefined }
    | undefined
  /**
   * A small page of this origin that popups and silent frames come back to, so that they need not boot the app: it calls
   * `createAuth` with the same options and nothing else. The same as `redirectUri` unless set.
   */
  readonly relayUri?: string | undefined
  /** The identity scopes. `openid profile email` unless set; `openid` is always there. */
  readonly scopes?: readonly string[] | undefined
  /** The APIs that `auth.fetch` may carry the token to, by name. None unless set. */
  readonly apis?: Readonly<Record<ApiName, ApiOptions>> | undefined
  /** A synchronous Standard Schema (zod, valibot, arktype) that types `user`. The standard claims unless set. */
  readonly profile?: StandardSchema<Profile> | undefined
  /** Merge the provider's `/userinfo` into `user` before `signed-in`. `false` unless set. */
  readonly userInfo?: boolean | undefined
  /**
   * Where the session lives. `'browser'`: sealed in IndexedDB, shared by tabs, survives a restart. `'tab'`: sealed, gone with
   * the tab; a duplicated tab starts empty. `'memory'`: no token is stored; a reload restores by a silent sign-in where the
   * provider allows it. `'browser'` unless set.
   */
  readonly persistence?: 'browser' | 'tab' | 'memory' | undefined
  /** Age after which a stored session is dropped, in seconds, 60 to 31,536,000; 2,592,000 (30 days) unless set. */
  readonly sessionLifetimeSeconds?: number | undefined
  /**
   * Sign out when nobody has done anything in any tab for so long. Both in seconds: `signOutAfterSeconds` 10 to 604,800;
   * `warnAfterSeconds` below it, from when on the `idle` event tells the seconds that are left. Off unless set.
   */
  readonly idle?: { readonly signOutAfterSeconds: number; readonly warnAfterSeconds?: number | undefined } | undefined
  /** Extra parameters of every authorization request. Parameters of the protocol are refused. None unless set. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /**
   * Further audiences that an ID token may name beside `clientId`, where the provider names some (ZITADEL its project, Oracle other
   * clients): trust is the app's to give. The client must be among them all the same, and be the authorized party (`azp`). None
   * unless set.
   */
  readonly audiences?: readonly string[] | undefined
  /** Make `auth.fetch` reject URLs of no declared API instead of sending them without a token. `false` unless set. */
  readonly strict?: boolean | undefined
  /**
   * Bind the tokens to a key of this browser that nobody can read out (RFC 9449): a stolen token is worth nothing without it.
   * Provider and APIs must support it; there is no way back to bearer tokens. `false` unless set.
   */
  readonly dpop?: boolean | undefined
  /**
   * Push the parameters of a sign-in to the provider instead of showing them in its address (RFC 9126). Where the provider
   * requires it unless set; `false` refuses a provider that does.
   */
  readonly par?: boolean | undefined
  /**
   * The address of this app at which others may start a sign-in (OpenID Connect Core 1.0, section 4): with the `iss` of this very
   * issuer, and `login_hint` and `target_link_uri` if they like; the latter on this origin alone. Over a session it leads there and
   * starts nothing; after a sign-out it asks with `prompt=login`. On this origin. Off unless set.
   */
  readonly initiateLogin?: string | undefined
  /**
   * `false` for a provider that does OAuth 2.0 and no OpenID Connect: the app is allowed to act, and nobody says for whom. The
   * `Auth` is another then: its status is `'authorized'`, it has no `user` and no `userInfo()`. An ID token in an answer is
   * ignored. `true` unless set.
   */
  readonly openid?: boolean | undefined
  /** How to leave for the provider. `location.assign` unless set. */
  readonly leave?: ((url: string) => void) | undefined
  /**
   * How to put the address that the user came from back, in place of `history.replaceState`; called before `ready` settles, after
   * a sign-in that failed, too. Until then the address loses what is ours and nothing else. And that of `initiateLogin`, over a
   * session: after that. `history.replaceState` unless set.
   */
  readonly onReturn?: ((returnTo: string) => void) | undefined
  /** The `fetch` to send with. The page's own, looked up at each call, unless set. */
  readonly fetch?: ((input: RequestInfo | URL, init?: RequestInit) => Promise<Response>) | undefined
  /** Where to tell a developer about problems. `console.warn` unless set. Never given a secret. */
  readonly log?: ((message: string) => void) | undefined
}

/** How to sign in. */
export interface SignInOptions<ApiName extends string = string> {
  /**
   * `'redirect'`: this page leaves, and the user comes back to `returnTo`. `'popup'`: in a window of its own, opened at once, so
   * call it in the user's act. `'silent'`: in a frame that nobody sees, without the user (`prompt=none`); the user stays the
   * same. `'redirect'` unless set.
   */
  readonly mode?: 'redirect' | 'popup' | 'silent' | undefined
  /** Where to come back to, on this origin. The present address unless set. */
  readonly returnTo?: string | undefined
  /**
   * The APIs to ask for, by name; all that are declared unless set, and none further in a silent sign-in of a session. With
   * them what the present session was asked for before is asked for again, so that it is not lost: incremental consent.
   */
  readonly apis?: readonly ApiName[] | undefined
  /** Further scopes for this sign-in. None unless set. */
  readonly scopes?: readonly string[] | undefined
  /** `prompt` (OpenID Connect Core 1.0, section 3.1.2.1): `'login'`, `'consent'`, `'select_account'`, `'none'` alone, … Left to the provider unless set. */
  readonly prompt?: string | undefined
  /**
   * Who is likely to sign in, for the form of the provider: `login_hint` (OpenID Connect Core 1.0, section 3.1.2.1). None unless
   * set.
   */
  readonly loginHint?: string | undefined
  /**
   * The languages for the pages of the provider, the preferred one first, with spaces between them: `ui_locales` (OpenID Connect
   * Core 1.0, section 3.1.2.1). Left to the provider unless set.
   */
  readonly uiLocales?: string | undefined
  /**
   * The authentication contexts of which one will do, separated by spaces: `acr_values` (OpenID Connect Core 1.0, section
   * 3.1.2.1). A wish: that the answer reached none is an error with a `challenge`, or with an essential `acr` in `claims`, alone.
   * Any unless set.
   */
  readonly acrValues?: string | undefined
  /** Claims to ask for one by one (OpenID Connect Core 1.0, section 5.5): `{ id_token: { … }, userinfo: { … } }`. None unless set. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** What the app asks to be allowed in detail (RFC 9396): each entry with its `type`. `inspect()` tells what was granted. Nothing unless set. */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined
  /** How long ago the user may have proved who they are, in seconds, from 0. Checked in the answer. However long unless set. */
  readonly maxAge?: number | undefined
  /**
   * What an API asked for, from `challengeOf`: the answer must meet it, and nothing but that, and what the session was asked for
   * before, is asked for. Of its scopes those count that the API has declared, whoever made the object. Three within 30 s are
   * the most. None unless set.
   */
  readonly challenge?: Challenge | undefined
  /** Further parameters of this authorization request. Parameters of the protocol are refused. None unless set. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Aborts the sign-in as long as the page has not left. Nothing does unless set. */
  readonly signal?: AbortSignal | undefined
}

/** How to sign out. */
export interface SignOutOptions {
  /** Visit the provider's logout page too, so that its own session ends. `true` unless set. */
  readonly provider?: boolean | undefined
  /** Where to come back to from the provider, on this origin. `postLogoutRedirectUri` where the app has set it, else its base, unless set. */
  readonly returnTo?: string | undefined
  /**
   * How the provider learns whose session ends. It holds claims: `'form'` keeps it out of URLs, `'none'` leaves it out. `'url'`
   * unless set; an address of more than 4,000 characters goes by `'form'` then, because servers refuse it.
   */
  readonly idTokenHint?: 'url' | 'form' | 'none' | undefined
}

/** What `requireUser` requires. */
export interface RequireUserOptions<ApiName extends string = string> {
  /** Where to come back to after a sign-in, on this origin. The present address unless set. */
  readonly returnTo?: string | undefined
  /** `false`: reject with `sign-in-required` instead of leaving. `true` unless set. */
  readonly redirect?: boolean | undefined
  /** How long ago the user may have proved who they are, in seconds, from 0. However long unless set. */
  readonly maxAge?: number | undefined
  /** The authentication contexts of which the sign-in must have reached one, separated by spaces. Any unless set. */
  readonly acrValues?: string | undefined
  /** APIs whose scopes the session must have been asked for, by name. None unless set. */
  readonly apis?: readonly ApiName[] | undefined
  /** Aborts the wait, and a sign-in that it has started as long as the page has not left. Nothing does unless set. */
  readonly signal?: AbortSignal | undefined
}

/** What a DOM event handler hands over, told by its `preventDefault`; ignored, so that `onClick={auth.signIn}` works. */
export type Ignored = Event | { readonly preventDefault: () => void }
