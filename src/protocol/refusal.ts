import { type AnyAuthError, AuthError, isAuthError } from '../domain/errors.js'
import { toAnswer } from './callback.js'
import { TokenRefusal } from './tokens.js'
import { type Answer, WireError } from './wire.js'

// An OAuth error is believed when the status is one, whatever the media type; never in a 5xx (RFC 6749 section 5.2).
function toRefusal({ status, json }: Answer) {
  const isError = status >= 400 && status < 500 && status !== 429 && typeof json?.['error'] === 'string'
  return isError ? toAnswer(json['error'], json['error_description']) : undefined
}

/** What a failed code exchange means. The code is spent or may be: only a new sign-in helps. */
export function toExchangeError(error: unknown, url: string): AnyAuthError {
  if (isAuthError(error)) return error
  const { status } = error instanceof TokenRefusal ? error.answer : { status: undefined }
  const fault = error instanceof WireError ? error.fault : undefined
  if (fault === 'redirected') return new AuthError('token-redirected', 'The token endpoint redirects')
  if (fault === 'unreachable')
    return new AuthError('token-unreachable', 'The token endpoint could not be reached', { url })
  if (fault === 'timeout' || status === 429 || (status ?? 0) >= 500) {
    return new AuthError('token-unavailable', 'The token endpoint is unavailable for now', { status })
  }
  const said = error instanceof TokenRefusal && toRefusal(error.answer)
  if (!said)
    return new AuthError('token-invalid', 'The token response is not usable', { why: fault ?? `status ${status}` })
  if (said.error === 'invalid_grant')
    return new AuthError('token-code-rejected', 'The provider rejected the code', said)
  return /_client$/.test(said.error)
    ? new AuthError('token-client-refused', 'The provider wants this client to have a secret', said)
    : new AuthError('token-refused', 'The provider refused the token request', said)
}

// RFC 6749 section 5.2, RFC 8707: what stays so. A gateway's `Not Found` or `temporarily_unavailable` passes.
const ENDS = /^(invalid_(grant|client|request|scope|target)|unauthorized_client|unsupported_grant_type)$/
const LONGEST_PAUSE_SECONDS = 3600

/** What a failed renewal means: the end of the session only when the provider says so; otherwise a pause. */
export function toRenewalError(error: unknown): AnyAuthError {
  if (isAuthError(error)) {
    return new AuthError('refresh-invalid', 'The renewed tokens failed their checks', { why: error.code })
  }
  const answer = error instanceof TokenRefusal ? error.answer : undefined
  const said = answer && toRefusal(answer)
  if (said && ENDS.test(said.error))
    return new AuthError('refresh-rejected', 'The provider rejected the refresh token', said)
  const after = Number(answer?.headers.get('retry-after'))
  return new AuthError('refresh-unavailable', 'The session cannot be renewed for now', {
    status: answer?.status,
    retryAfterSeconds: after > 0 ? Math.min(after, LONGEST_PAUSE_SECONDS) : undefined,
  })
}
