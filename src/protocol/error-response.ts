import type { AnyAuthError, AuthError, ProviderAnswer } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { parseDate } from '../platform/date.js'
import { type Answer, isLater } from './wire.js'

// A provider may repeat what was sent to it. Codes, tokens and addresses are long words with digits or capitals inside them;
// people are named by their mail.
const MAY_BE_SECRET = /\S+@\S+|(?=.[a-z_~.+/=%-]*[\dA-Z])[\w~.+/=%-]{12,}/g

/** An error answer with its texts reduced to the characters RFC 6749 (appendix A.7, A.8) allows, cut, and without secrets. */
export function toSaid(error: unknown, description: unknown): ProviderAnswer {
  const plain = (value: unknown, length: number) =>
    typeof value === 'string'
      ? value
          .slice(0, length)
          .replace(/[^ -~]|["\\]/g, ' ')
          .replace(MAY_BE_SECRET, '***')
      : undefined
  return { error: plain(error, 60) || 'unknown', description: plain(description, 200) }
}

// An OAuth error is believed when the status is one, whatever the media type; never in a 5xx (RFC 6749 section 5.2).
const findSaid = ({ why, json }: Answer) =>
  /^status 4/.test(why) && typeof json?.['error'] === 'string'
    ? toSaid(json['error'], json['error_description'])
    : undefined

/** What a failed code exchange means. The code is spent or may be: only a new sign-in helps. */
export function toExchangeError(answer: Answer, { token_endpoint: url }: Provider): AnyAuthError {
  const { status, why } = answer
  const message = `The token endpoint gave no tokens: ${why}`
  if (why === 'redirected') return toAuthError('token-redirected', message)
  if (why === 'unreachable') return toAuthError('token-unreachable', message, { url })
  if (isLater(answer)) return toAuthError('token-unavailable', message, { status })
  const said = findSaid(answer)
  if (!said) return toAuthError('token-invalid', message, { why })
  if (said.error === 'invalid_grant') {
    return toAuthError('token-code-rejected', 'The provider rejected the code', said)
  }
  return /_client$/.test(said.error)
    ? toAuthError('token-client-refused', 'The provider refused this client', said)
    : toAuthError('token-refused', 'The provider refused the token request', said)
}

// RFC 6749 section 5.2, RFC 8707: what stays so. A gateway's `Not Found` or `temporarily_unavailable` passes.
const ENDS = /^(invalid_(grant|client|request|scope|target)|unauthorized_client|unsupported_grant_type)$/
// RFC 8707 section 2, RFC 6749 section 5.2, and what providers say of a consent that is missing.
const AUDIENCE = /^(invalid_(request|scope|target)|unauthorized_client|access_denied|\w+_required)$/
const LONGEST_PAUSE_SECONDS = 3600

/** What a failed renewal means: the end of the session only when the provider says so; otherwise a pause. */
export function toRenewalError(answer: Answer, now: number): AnyAuthError {
  const said = isLater(answer) ? undefined : findSaid(answer)
  if (said && ENDS.test(said.error))
    return toAuthError('refresh-rejected', 'The provider rejected the refresh token', said)
  // Seconds, or a date (RFC 9110 section 10.2.3).
  const retryAfter = answer.headers?.get('retry-after') ?? ''
  const after = Number(retryAfter) || (parseDate(retryAfter) - now) / 1000
  return toUnavailable(answer.status, after > 0 ? Math.min(after, LONGEST_PAUSE_SECONDS) : undefined)
}

/** What it means that there is no token for an audience, when that alone is meant; the session stands. */
export function toAudienceError(answer: Answer): AnyAuthError | undefined {
  const said = isLater(answer) ? undefined : findSaid(answer)
  // Of a refresh token that is worth nothing: that is the session's end, whomever it was spent for.
  if (!said || !AUDIENCE.test(said.error)) return undefined
  return toAuthError('api-not-granted', 'The provider gives no token for this API', said)
}

/** A renewal that has to wait. */
export const toUnavailable = (status?: number, retryAfterSeconds?: number): AuthError<'refresh-unavailable'> =>
  toAuthError('refresh-unavailable', 'The session cannot be renewed for now', { status, retryAfterSeconds })
