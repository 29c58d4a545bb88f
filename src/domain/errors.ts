/** What each code tells besides itself: no secrets, no claims, no whole URLs. */
export interface ErrorDetails {
  'not-in-browser': undefined
  'insecure-context': undefined
  'storage-blocked': undefined
  'protocol-unavailable': undefined
  'discovery-unreachable': { readonly url: string }
  'discovery-invalid': { readonly url: string; readonly why: string }
  'discovery-issuer-mismatch': { readonly configured: string; readonly announced: string }
  'discovery-endpoint': { readonly endpoint: string }
  'discovery-unsupported': { readonly feature: string }
  'sign-in-required': undefined
  'sign-in-superseded': undefined
  'sign-in-popup-blocked': undefined
  'sign-in-popup-closed': undefined
  'sign-in-no-answer': { readonly seconds: number }
  'sign-in-embedded': undefined
  'sign-in-denied': ProviderAnswer
  'sign-in-interaction-required': ProviderAnswer
  'sign-in-unavailable': ProviderAnswer
  'sign-in-refused': ProviderAnswer
  'sign-in-loop': { readonly first: ErrorCode | undefined }
  'signed-out-meanwhile': undefined
  'par-unavailable': { readonly url: string; readonly status: number | undefined }
  'par-refused': ProviderAnswer
  'par-invalid': { readonly why: string }
  'callback-unknown-state': { readonly why: 'unknown' | 'expired' }
  'callback-redirect-uri': { readonly expected: string; readonly arrived: string }
  'callback-parameter': { readonly parameter: string; readonly why: 'repeated' | 'missing' | 'not-allowed' }
  'callback-issuer': { readonly why: 'different' | 'missing' }
  'token-unreachable': { readonly url: string }
  'token-unavailable': { readonly status: number | undefined }
  'token-redirected': undefined
  'token-invalid': { readonly why: string }
  'token-code-rejected': ProviderAnswer
  'token-client-refused': ProviderAnswer
  'token-refused': ProviderAnswer
  'id-token-missing': undefined
  'id-token-malformed': { readonly why: string }
  'id-token-algorithm': { readonly alg: string }
  'id-token-keys': { readonly why: string }
  'id-token-signature': undefined
  /** With `aud`: whom the token names besides the client. */
  'id-token-claim': { readonly claim: string; readonly audiences?: readonly string[] }
  'id-token-clock': { readonly claim: 'exp' | 'iat' | 'nbf' | 'auth_time'; readonly offBySeconds: number }
  'user-profile': { readonly paths: readonly string[] }
  'user-info': { readonly why: string }
  'user-changed': undefined
  'refresh-missing': undefined
  'refresh-unavailable': { readonly status: number | undefined; readonly retryAfterSeconds: number | undefined }
  'refresh-rejected': ProviderAnswer
  'refresh-invalid': { readonly why: ErrorCode; readonly claim?: string; readonly audiences?: readonly string[] }
  'refresh-lost': undefined
  'api-not-granted': ProviderAnswer
  'api-undeclared': { readonly origin: string }
}

/** An error answer of the provider: the RFC 6749 code, and its description reduced to plain, short text. */
export interface ProviderAnswer {
  readonly error: string
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
  override readonly name = 'AuthError'
  declare readonly code: Code
  declare readonly details: ErrorDetails[Code]
  declare readonly ends: Ends
  declare readonly retry: Retry

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
