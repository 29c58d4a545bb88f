/** What each code tells besides itself: no secrets, no claims, no whole URLs. docs/errors.md has a section for each. */
export interface ErrorDetails {
  /** Nobody can sign in on a server or in a worker. */
  'not-in-browser': undefined
  /** The page is neither on `https:` nor on a loopback host. */
  'insecure-context': undefined
  /** The browser keeps nothing, so a sign-in could not be completed after the redirect. */
  'storage-blocked': undefined
  /** A part of latchkey that is loaded later could not be loaded. */
  'protocol-unavailable': undefined
  /** The provider's metadata at `url` could not be fetched. */
  'discovery-unreachable': { readonly url: string }
  /** What is at `url` is no metadata: `why`. */
  'discovery-invalid': { readonly url: string; readonly why: string }
  /** The metadata is of another issuer: `configured` by the app, `announced` by the provider. */
  'discovery-issuer-mismatch': { readonly configured: string; readonly announced: string }
  /** An address in the metadata is missing or unsafe: that of `endpoint`. */
  'discovery-endpoint': { readonly endpoint: string }
  /** The provider cannot do what is needed: `feature`. */
  'discovery-unsupported': { readonly feature: string }
  /** Nobody is signed in, and the call needs somebody. */
  'sign-in-required': undefined
  /** A newer sign-in has taken the place of this one, or the client was disposed of. */
  'sign-in-superseded': undefined
  /** The browser opened no window. */
  'sign-in-popup-blocked': undefined
  /** The user closed the window. */
  'sign-in-popup-closed': undefined
  /** The window or frame gave no answer within `seconds`. */
  'sign-in-no-answer': { readonly seconds: number }
  /** The page is in a frame of another site, or in a sandbox: no sign-in starts there. */
  'sign-in-embedded': undefined
  /** The user or the provider said no. */
  'sign-in-denied': ProviderAnswer
  /** It does not work without the user. */
  'sign-in-interaction-required': ProviderAnswer
  /** The provider is down or overloaded, and said so in the redirect. */
  'sign-in-unavailable': ProviderAnswer
  /** The provider refused the request: a mistake in the options or in the registration. */
  'sign-in-refused': ProviderAnswer
  /** Three sign-ins that started by themselves within 30 s brought nobody; `first` is the code of what failed first, if anything did. */
  'sign-in-loop': { readonly first: ErrorCode | undefined }
  /** Somebody signed out while the sign-in was under way. */
  'signed-out-meanwhile': undefined
  /** The endpoint for pushed requests (RFC 9126) at `url` gave no usable answer: its HTTP `status`, if any. */
  'par-unavailable': { readonly url: string; readonly status: number | undefined }
  /** The pushed request was refused. */
  'par-refused': ProviderAnswer
  /** The answer to the pushed request is none: `why`. */
  'par-invalid': { readonly why: string }
  /** The redirect belongs to no sign-in of this browser: `why`. */
  'callback-unknown-state': { readonly why: 'unknown' | 'expired' }
  /** The redirect `arrived` elsewhere than where it was `expected`. */
  'callback-redirect-uri': { readonly expected: string; readonly arrived: string }
  /** A `parameter` of the redirect is not as it must be: `why`. */
  'callback-parameter': { readonly parameter: string; readonly why: 'repeated' | 'missing' | 'not-allowed' }
  /** The redirect does not name the provider that was asked (RFC 9207): `why`. */
  'callback-issuer': { readonly why: 'different' | 'missing' }
  /** The token endpoint at `url` could not be reached, or CORS hides its answer. */
  'token-unreachable': { readonly url: string }
  /** The token endpoint is down or overloaded: its HTTP `status`, if any. */
  'token-unavailable': { readonly status: number | undefined }
  /** The token endpoint answered with a redirect, which nobody follows with a code. */
  'token-redirected': undefined
  /** The token answer is not as it must be: `why`. */
  'token-invalid': { readonly why: string }
  /** The code was refused: used, expired, or of another sign-in. */
  'token-code-rejected': ProviderAnswer
  /** The client was refused: registered with a secret, or not at all. */
  'token-client-refused': ProviderAnswer
  /** The token endpoint refused the request otherwise. */
  'token-refused': ProviderAnswer
  /** The token answer has no ID token. */
  'id-token-missing': undefined
  /** The ID token is none: `why`. */
  'id-token-malformed': { readonly why: string }
  /** The ID token is signed in a way that was not agreed: `alg`. */
  'id-token-algorithm': { readonly alg: string }
  /** The provider's keys cannot be had, so nobody can check the signature: `why`. */
  'id-token-keys': { readonly why: string }
  /** The signature of the ID token is not of the provider. */
  'id-token-signature': undefined
  /** A `claim` of the ID token is not as it must be; with `aud`: whom the token names besides the client, `audiences`. */
  'id-token-claim': { readonly claim: string; readonly audiences?: readonly string[] }
  /** This device and the provider disagree about the time: by `offBySeconds`, seen in the `claim`. */
  'id-token-clock': { readonly claim: 'exp' | 'iat' | 'nbf' | 'auth_time'; readonly offBySeconds: number }
  /** The claims do not fit the schema of the option `profile`, at these `paths`. */
  'user-profile': { readonly paths: readonly string[] }
  /** `/userinfo` gave nothing that may be used: `why`. */
  'user-info': { readonly why: string }
  /** Another user is there than when it began. */
  'user-changed': undefined
  /** The access token has expired, and there is no refresh token. */
  'refresh-missing': undefined
  /**
   * A renewal is not possible for now: the HTTP `status`, and after how many seconds to try again, `retryAfterSeconds`, if known.
   */
  'refresh-unavailable': { readonly status: number | undefined; readonly retryAfterSeconds: number | undefined }
  /** The refresh token was refused: the session is over. */
  'refresh-rejected': ProviderAnswer
  /** The answer to a renewal must not be used: the code in `why`, and of an ID token its `claim` and `audiences`. */
  'refresh-invalid': { readonly why: ErrorCode; readonly claim?: string; readonly audiences?: readonly string[] }
  /** The answer to a renewal was lost, and with it the new refresh token. */
  'refresh-lost': undefined
  /** The provider gives this API no token of its own. */
  'api-not-granted': ProviderAnswer
  /** The URL is of no declared API; only its `origin` is told. */
  'api-undeclared': { readonly origin: string }
}

/** An error answer of the provider: the RFC 6749 code, and its description reduced to plain, short text. */
export interface ProviderAnswer {
  /** The code: `access_denied`, `invalid_grant`, … */
  readonly error: string
  /** The provider's own words, from elsewhere: to be shown to a developer alone. */
  readonly description: string | undefined
}

/** Every code an `AuthError` can have. Codes are stable; messages may improve. */
export type ErrorCode = keyof ErrorDetails

/** What the caller has lost: this request, this sign-in, or the session. */
export type Ends = 'request' | 'sign-in' | 'session'
/** What helps: nothing at run time, time, or signing in. */
export type Retry = 'never' | 'later' | 'sign-in'

/** What an error ends and what helps. */
export type Traits = readonly [Ends, Retry]

/**
 * What the world did wrong. A mistake in the calling code is a `TypeError` instead.
 * Decide by `code`, `ends` or `retry`, never by the message; `switch (error.code)` narrows `details` on an `AnyAuthError`.
 */
export class AuthError<Code extends ErrorCode = ErrorCode> extends Error {
  /** By this it is told from other errors, across copies of latchkey. */
  override readonly name = 'AuthError'
  /** What happened; stable. */
  declare readonly code: Code
  /** What is known of it beside the code, typed by it. */
  declare readonly details: ErrorDetails[Code]
  /** What the caller has lost. */
  declare readonly ends: Ends
  /** What helps. */
  declare readonly retry: Retry

  /** For tests and the core: an app has no need to make one. */
  constructor(code: Code, message: string, details?: ErrorDetails[Code], [ends, retry]: Traits = ['request', 'never']) {
    super(message)
    Object.assign(this, { code, details, ends, retry })
  }

  /** Where the code is explained, inside the package. */
  get docs(): string {
    return `latchkey/docs/errors.md#${this.code}`
  }
}

/** Every `AuthError` as a union by code. */
export type AnyAuthError = { readonly [Code in ErrorCode]: AuthError<Code> }[ErrorCode]

/** Whether a caught value is an `AuthError`, also one of another copy of latchkey on the page. */
export function isAuthError(value: unknown): value is AnyAuthError {
  return value instanceof Error && value.name === 'AuthError' && 'code' in value
}

/** The error of a call that needs a user. */
export const toSignInRequired = (): AuthError<'sign-in-required'> =>
  new AuthError('sign-in-required', 'Nobody is signed in', undefined, ['request', 'sign-in'])
