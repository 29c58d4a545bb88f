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
  'token-client-rejected': ProviderAnswer
  'token-rejected': ProviderAnswer
  'id-token-missing': undefined
  'id-token-malformed': { readonly why: string }
  'id-token-algorithm': { readonly alg: string }
  'id-token-keys': { readonly why: string }
  'id-token-signature': undefined
  'id-token-claim': { readonly claim: string }
  'id-token-clock': { readonly claim: 'exp' | 'iat' | 'nbf' | 'auth_time'; readonly offBySeconds: number }
  'user-profile': { readonly paths: readonly string[] }
  'user-info': { readonly why: string; readonly status?: number }
  'user-changed': undefined
  'refresh-missing': undefined
  'refresh-unavailable': { readonly status: number | undefined; readonly retryAfterSeconds?: number }
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

// What the caller has lost, and what helps. Exhaustive: a new code does not compile until it has its line.
const TRAITS: Readonly<Record<ErrorCode, `${Ends} ${Retry}`>> = {
  'not-in-browser': 'request never',
  'insecure-context': 'sign-in never',
  'storage-blocked': 'sign-in never',
  'protocol-unavailable': 'request later',
  'discovery-unreachable': 'sign-in later',
  'discovery-invalid': 'sign-in never',
  'discovery-issuer-mismatch': 'sign-in never',
  'discovery-endpoint': 'sign-in never',
  'discovery-unsupported': 'sign-in never',
  'sign-in-required': 'request sign-in',
  'sign-in-superseded': 'sign-in never',
  'sign-in-denied': 'sign-in sign-in',
  'sign-in-interaction-required': 'sign-in sign-in',
  'sign-in-unavailable': 'sign-in later',
  'sign-in-refused': 'sign-in never',
  'sign-in-loop': 'sign-in never',
  'signed-out-meanwhile': 'sign-in sign-in',
  'callback-unknown-state': 'sign-in sign-in',
  'callback-redirect-uri': 'sign-in never',
  'callback-parameter': 'sign-in sign-in',
  'callback-issuer': 'sign-in never',
  'token-unreachable': 'sign-in sign-in',
  'token-unavailable': 'sign-in sign-in',
  'token-redirected': 'sign-in never',
  'token-invalid': 'sign-in never',
  'token-code-rejected': 'sign-in sign-in',
  'token-client-rejected': 'sign-in never',
  'token-rejected': 'sign-in never',
  'id-token-missing': 'sign-in never',
  'id-token-malformed': 'sign-in never',
  'id-token-algorithm': 'sign-in never',
  'id-token-keys': 'sign-in later',
  'id-token-signature': 'sign-in sign-in',
  'id-token-claim': 'sign-in sign-in',
  'id-token-clock': 'sign-in sign-in',
  'user-profile': 'sign-in never',
  'user-info': 'request later',
  'user-changed': 'request never',
  'refresh-missing': 'session sign-in',
  'refresh-unavailable': 'request later',
  'refresh-rejected': 'session sign-in',
  'refresh-invalid': 'session sign-in',
  'refresh-lost': 'session sign-in',
  'api-undeclared': 'request never',
}

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
    // The two halves of a template literal type, split again.
    const [ends, retry] = TRAITS[code].split(' ') as [Ends, Retry]
    this.ends = ends
    this.retry = retry
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
