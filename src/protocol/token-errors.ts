import type { AnyAuthError, AuthError } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'

// The errors of tokens that did not come, or are not as they must be.

export const toClaimError = (claim: string, audiences?: readonly string[]): AnyAuthError =>
  toAuthError('id-token-claim', `The ID token's ${claim} is missing or wrong`, {
    claim,
    ...(audiences && { audiences }),
  })

export const toClockError = (claim: 'exp' | 'iat' | 'nbf' | 'auth_time', offBySeconds: number): AnyAuthError =>
  toAuthError('id-token-clock', `The ID token's ${claim} does not fit this clock`, { claim, offBySeconds })

export const toMalformed = (why = 'not three segments of base64url JSON'): AnyAuthError =>
  toAuthError('id-token-malformed', `The ID token is ${why}`, { why })

export const toTokenError = (why: string): AnyAuthError =>
  toAuthError('token-invalid', `The token response has a wrong ${why}`, { why })

export const toAlgorithmError = (alg: unknown): AnyAuthError =>
  toAuthError('id-token-algorithm', "The ID token's algorithm was not agreed", {
    alg: (typeof alg === 'string' ? alg : typeof alg).slice(0, 20),
  })

/** A renewal that has to wait. */
export const toUnavailable = (status?: number, retryAfterSeconds?: number): AuthError<'refresh-unavailable'> =>
  toAuthError('refresh-unavailable', 'The session cannot be renewed for now', { status, retryAfterSeconds })
