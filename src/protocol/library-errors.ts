import {
  INVALID_RESPONSE,
  JWT_CLAIM_COMPARISON,
  JWT_TIMESTAMP_CHECK,
  PARSE_ERROR,
  UNSUPPORTED_OPERATION,
} from 'oauth4webapi'
import type { AnyAuthError } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toAlgorithmError, toClaimError, toClockError, toMalformed, toTokenError } from './token-errors.js'

// An error of the library's holds in its `cause` what was received: codes, tokens, claims. Nothing of it goes on but the name
// of what is wrong, and by how many seconds a time is off.

/** The error of ours for one that the library has found in a token response or a JWT; `undefined` when the answer itself tells. */
export function fromLibrary(error: unknown): AnyAuthError | undefined {
  const { code, cause, message } = Object(error)
  const { claims, header, body, claim, now } = Object(cause)
  // The library quotes the name alone.
  const name = typeof claim === 'string' ? claim : (/"(?:response" body ")?(\w+)"/.exec(`${message}`)?.[1] ?? 'unknown')
  switch (code) {
    case JWT_TIMESTAMP_CHECK: {
      const time: unknown = Object(claims)[name]
      const offBySeconds = typeof time === 'number' ? Math.round(time - now) : 0
      // A sign-in that is too long ago is no fault of a clock.
      return name === 'auth_time' ? toClaimError(name) : toClockError(name as 'exp' | 'nbf', offBySeconds)
    }
    case JWT_CLAIM_COMPARISON:
      return toClaimError(name)
    case INVALID_RESPONSE:
      if (claims) return toClaimError(name)
      if (!body) return header ? toAlgorithmError(header.alg) : toMalformed()
      if (name !== 'id_token') return toTokenError(name)
      return body[name] === undefined
        ? toAuthError('id-token-missing', 'The token response has no ID token')
        : toMalformed('no text')
    case UNSUPPORTED_OPERATION:
      // The type of a token, or a header with rules that nobody here knows.
      return !claims && body ? toTokenError('token_type') : toMalformed('of another type')
    case PARSE_ERROR:
      return toMalformed()
  }
  return undefined
}
