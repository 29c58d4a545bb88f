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
  'sign-in-denied': ProviderAnswer
  'sign-in-interaction-required': ProviderAnswer
  'sign-in-unavailable': ProviderAnswer
  'sign-in-refused': ProviderAnswer
  'sign-in-loop': { readonly first: ErrorCode | undefined }
  'signed-out-meanwhile': undefined
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
  'id-token-claim': { readonly claim: string }
  'id-token-clock': { readonly claim: 'exp' | 'iat' | 'nbf' | 'auth_time'; readonly offBySeconds: number }
  'user-profile': { readonly paths: readonly string[] }
  'user-info': { readonly why: string }
  'user-changed': undefined
  'refresh-missing': undefined
  'refresh-unavailable': { readonly status: number | undefined; readonly retryAfterSeconds: number | undefined }
  'refresh-rejected': ProviderAnswer
  'refresh-invalid': { readonly why: ErrorCode }
  'refresh-lost': undefined
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

// By the words of a code, which is what the codes are named for; `test/domain/errors.test.ts` holds the whole table.
const SESSION = /^refresh-(?!unavailable)/
const REQUEST = /^(refresh|user-(?!profile)|api|protocol|not-in|sign-in-required)/
const LATER = /unavailable$|^discovery-unreachable|-keys$|^user-info/
const NEVER =
  /^(not-in|insecure|storage|discovery|api|user)|^(?!refresh).*-(superseded|refused|loop|uri|issuer|redirected|invalid|missing|malformed|algorithm)$/

/**
 * What the world did wrong. A mistake in the calling code is a `TypeError` instead.
 * Decide by `code`, `ends` or `retry`, never by the message; `switch (error.code)` narrows `details` on an `AnyAuthError`.
 */
export class AuthError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AuthError'
  readonly code: Code
  readonly details: ErrorDetails[Code]
  readonly ends: Ends
  readonly retry: Retry

  constructor(
    code: Code,
    message: string,
    ...[details]: undefined extends ErrorDetails[Code] ? [undefined?] : [ErrorDetails[Code]]
  ) {
    super(message)
    this.code = code
    // The rest parameter makes details optional for exactly those codes whose details are undefined.
    this.details = details as ErrorDetails[Code]
    this.ends = SESSION.test(code) ? 'session' : REQUEST.test(code) ? 'request' : 'sign-in'
    this.retry = LATER.test(code) ? 'later' : NEVER.test(code) ? 'never' : 'sign-in'
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
