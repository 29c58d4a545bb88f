import { type AnyAuthError, AuthError } from '../domain/errors.js'
import { toAnswer } from './callback.js'
import { TokenRefusal } from './tokens.js'
import { toJson, WireError } from './wire.js'

/** What a failed code exchange means. The code is spent or may be: only a new sign-in helps (RFC 6749 section 4.1.2). */
export function toExchangeError(error: unknown, url: string): AnyAuthError {
  if (error instanceof AuthError) return error
  if (error instanceof TokenRefusal) return refusedExchange(error)
  const fault = error instanceof WireError ? error.fault : 'unreachable'
  if (fault === 'redirected') return new AuthError('token-redirected', 'The token endpoint redirects')
  if (fault === 'timeout') return unavailable(undefined)
  if (fault === 'unreachable')
    return new AuthError('token-unreachable', 'The token endpoint could not be reached', { url })
  return new AuthError('token-invalid', 'The token response is not usable', { why: fault })
}

const unavailable = (status: number | undefined) =>
  new AuthError('token-unavailable', 'The token endpoint is unavailable for now', { status })

function refusedExchange({ answer }: TokenRefusal): AnyAuthError {
  if (answer.status === 429 || answer.status >= 500) return unavailable(answer.status)
  const body = toJson(answer)
  if (answer.status < 400 || typeof body?.['error'] !== 'string') {
    const why = `status ${answer.status}`
    return new AuthError('token-invalid', 'The token endpoint answered with neither tokens nor an error', { why })
  }
  const said = toAnswer(body['error'], body['error_description'])
  if (said.error === 'invalid_grant') {
    return new AuthError('token-code-rejected', 'The provider rejected the code', said)
  }
  if (said.error === 'invalid_client' || said.error === 'unauthorized_client') {
    return new AuthError('token-client-rejected', 'The provider wants this client to have a secret', said)
  }
  return new AuthError('token-rejected', 'The provider rejected the token request', said)
}

/** What a failed renewal means: the end of the session only when the provider says so; otherwise a pause. */
export function toRenewalError(error: unknown): AnyAuthError {
  if (error instanceof AuthError) {
    return new AuthError('refresh-invalid', 'The renewed tokens failed their checks', { why: error.code })
  }
  if (!(error instanceof TokenRefusal)) return pausedRenewal(undefined)
  const { status, headers } = error.answer
  const body = toJson(error.answer)
  if (status >= 400 && status < 500 && status !== 429 && typeof body?.['error'] === 'string') {
    const said = toAnswer(body['error'], body['error_description'])
    return new AuthError('refresh-rejected', 'The provider rejected the refresh token', said)
  }
  return pausedRenewal(status, toSeconds(headers.get('retry-after')))
}

function pausedRenewal(status: number | undefined, retryAfterSeconds?: number): AnyAuthError {
  return new AuthError('refresh-unavailable', 'The session cannot be renewed for now', {
    status,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })
}

const LONGEST_PAUSE_SECONDS = 3600

function toSeconds(retryAfter: string | null): number | undefined {
  if (!retryAfter || !/^\d+$/.test(retryAfter)) return undefined
  return Math.min(Number(retryAfter), LONGEST_PAUSE_SECONDS)
}
