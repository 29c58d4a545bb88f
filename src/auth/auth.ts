import type { HeadersForOptions } from '../access/headers-for.js'
import type { AuthEventListener } from '../client/emitter.js'
import type { Ignored, RequireUserOptions, SignInOptions, SignOutOptions } from '../client/options.js'
import type { AuthorizationState, AuthState } from '../domain/auth-state.js'
import type { Challenge, RefusedResponse } from '../domain/challenge.js'
import type { AuthEventType } from '../domain/events.js'
import type { User } from '../domain/user.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Inspection } from './inspect.js'

/** What stays of an `Auth` with a provider that identifies nobody (`openid: false`): delegated access is not a login. */
export interface OAuth<ApiName extends string = string>
  extends Pick<
    Auth<never, ApiName>,
    'signOut' | 'fetch' | 'headersFor' | 'challengeOf' | 'on' | 'inspect' | 'dispose'
  > {
  /** The present state: frozen, and the same object until it changes. */
  readonly state: AuthorizationState<ApiName>
  /** The first settled state. Never rejects. */
  readonly ready: Promise<AuthorizationState<ApiName>>
  /** Calls the listener at once and on every change, until the returned function is called. */
  readonly subscribe: (listener: (state: AuthorizationState<ApiName>) => void) => () => void
  /** Asks the user, at the provider, to let the app act. With `mode` `'popup'` it resolves when they have. */
  readonly signIn: NamingApis<void, ApiName, 'popup'>['signIn']
  /** For routers: resolves when the app may act, otherwise asks for it and does not resolve. Rejects as that of an `Auth`. */
  readonly requireUser: NamingApis<void, ApiName>['requireUser']
}

/** The calls that name APIs: written as methods, so that a client of these APIs is a client of any where an `Auth` is asked for. */
interface NamingApis<Result, ApiName extends string, Staying extends string = 'popup' | 'silent'> {
  signIn(options: SignInOptions<ApiName> & { readonly mode: Staying }): Promise<Result>
  signIn(options?: SignInOptions<ApiName> | Ignored): Promise<never>
  requireUser(options?: RequireUserOptions<ApiName>): Promise<Result>
}

/** One client of one provider. Every member is a closure and can be passed around. */
export interface Auth<Profile = User, ApiName extends string = string> {
  /** The present state: frozen, and the same object until it changes. */
  readonly state: AuthState<Profile, ApiName>
  /** The first settled state. Never rejects. A redirect back settles within 75 s, everything else from storage. */
  readonly ready: Promise<AuthState<Profile, ApiName>>
  /** Calls the listener at once and on every change, until the returned function is called. */
  readonly subscribe: (listener: (state: AuthState<Profile, ApiName>) => void) => () => void
  /**
   * Leaves for the provider and comes back signed in: rejects only when it fails before the page leaves. With `mode` `'popup'`
   * or `'silent'` the page stays, and it resolves with the user. A second call joins the first when it asks for the same;
   * otherwise the newest wins. What it rejects with is in `state.error`, too, unless it was silent, given up or superseded.
   *
   * @throws {AuthError} discovery-unreachable, discovery-invalid, discovery-issuer-mismatch, discovery-endpoint,
   * discovery-unsupported, par-unavailable, par-refused, par-invalid, storage-blocked, insecure-context, not-in-browser,
   * sign-in-superseded, sign-in-embedded, protocol-unavailable; in a popup or frame also sign-in-popup-blocked,
   * sign-in-popup-closed, sign-in-no-answer and what a redirect back can fail with
   */
  readonly signIn: NamingApis<Profile, ApiName>['signIn']
  /** Ends the session here and in every tab, revokes its tokens, and visits the provider's logout page. Works offline. */
  readonly signOut: (options?: SignOutOptions | Ignored) => Promise<void>
  /**
   * For routers: resolves with the user, otherwise starts a sign-in and does not resolve.
   *
   * @throws {AuthError} the error of a sign-in that came back failed; sign-in-required with `redirect: false`, after a sign-out
   * until the user acts, and for a link that the pointer or the focus has reached and nobody has pressed; sign-in-loop after three automatic starts within 30 s
   */
  readonly requireUser: NamingApis<Profile, ApiName>['requireUser']
  /**
   * Exactly `fetch`, plus the access token when the URL belongs to a declared API. A 401 is answered by one renewal and one
   * replay where that can help; then the response is returned as it is.
   *
   * @throws {AuthError} sign-in-required, user-changed (it may have been carried out), refresh-unavailable, api-not-granted,
   * api-undeclared (with `strict`)
   */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
  /**
   * The credentials that `auth.fetch` would send to a URL, for what cannot take a `fetch`; only for APIs declared with
   * `headers: true`. Ask anew for every request: a proof (`dpop`) is good for one. After a 401 ask with `rejected`.
   *
   * @throws {TypeError} for an API without `headers: true`
   * @throws {AuthError} sign-in-required, user-changed, refresh-unavailable, api-undeclared, api-not-granted
   */
  readonly headersFor: (url: string | URL, options?: HeadersForOptions) => Promise<Headers>
  /**
   * What the 401 or 403 of a declared API asks for: a stronger or fresher sign-in (RFC 9470) or more scopes; `undefined` when
   * it asks for nothing that a sign-in brings, when CORS hides its `WWW-Authenticate`, and for the answer of anybody else. Pass it
   * to `signIn({ challenge })`. Scopes that the API has not declared are in `refused`.
   */
  readonly challengeOf: (response: RefusedResponse) => Challenge | undefined
  /**
   * The provider's `/userinfo` about the present user (OpenID Connect Core 1.0, section 5.3).
   *
   * @throws {AuthError} sign-in-required, user-changed, user-info
   */
  readonly userInfo: () => Promise<UserInfo>
  /** Tells what happens, without secrets. The last 50 events are told to a late listener at once. */
  readonly on: <Type extends AuthEventType>(type: Type | '*', listener: AuthEventListener<Type>) => () => void
  /** What a developer may look at; never a token. */
  readonly inspect: () => Promise<Inspection<ApiName>>
  /**
   * Lets go of everything, once every caller of `createAuth` that shares the client has called it: the session in memory, sign-ins
   * that have not left, timers, channels and listeners, which are told `signed-out` before. What is stored stays: a reload or the
   * next `createAuth` restores it. Afterwards calls to declared APIs reject with sign-in-required, and sign-ins with
   * sign-in-superseded; other calls are forwarded, a call that has left is answered, and `signOut` still ends what is stored.
   */
  readonly dispose: () => void
}
