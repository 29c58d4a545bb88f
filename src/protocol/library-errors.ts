import {
  INVALID_RESPONSE,
  JWT_CLAIM_COMPARISON,
  JWT_TIMESTAMP_CHECK,
  PARSE_ERROR,
  UNSUPPORTED_OPERATION,
} from 'oauth4webapi'
import type { AnyAuthError } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'

// An error of the library's holds in its `cause` what was received: codes, tokens, claims. Nothing of it goes on but the name
// of what is wrong, and by how many seconds a time is off.

/** What may be told of an error: what it is about, and the name of the member. */
interface Finding {
  readonly about: 'claims' | 'header' | 'body' | undefined
  /** Whether the response has that member, of a wrong type or value. */
  readonly isThere: boolean
  readonly name: string
  readonly offBySeconds: number
  readonly alg: unknown
}

/** What an error means that the library has found in a token response or a JWT, by its code. */
const MEANINGS: Readonly<Record<string, (finding: Finding) => AnyAuthError>> = {
  [JWT_TIMESTAMP_CHECK]: ({ name, offBySeconds }) =>
    // A sign-in that is too long ago is no fault of a clock.
    name === 'auth_time' ? toClaimError(name) : toClockError(name as 'exp' | 'nbf', offBySeconds),
  [JWT_CLAIM_COMPARISON]: ({ name }) => toClaimError(name),
  [INVALID_RESPONSE]: ({ about, isThere, name, alg }) => {
    if (about === 'body' && name === 'id_token') return isThere ? toMalformed('no text') : toMissing()
    if (about === 'body') return toTokenError(name)
    if (about === 'claims') return toClaimError(name)
    return about === 'header' ? toAlgorithmError(alg) : toMalformed('not three segments of base64url JSON')
  },
  [UNSUPPORTED_OPERATION]: ({ about }) =>
    // The type of a token, or a header with rules that nobody here knows.
    about === 'body' ? toTokenError('token_type') : toMalformed('of another type'),
  [PARSE_ERROR]: () => toMalformed('not three segments of base64url JSON'),
}

/** The error of ours for one of the library's; `undefined` when the answer itself tells what happened. */
export function fromLibrary(error: unknown): AnyAuthError | undefined {
  const { code, cause, message } = Object(error)
  const { claims, header, body, claim, now } = Object(cause)
  // The library quotes the name alone.
  const name = typeof claim === 'string' ? claim : (/"(?:response" body ")?(\w+)"/.exec(`${message}`)?.[1] ?? 'unknown')
  const time: unknown = Object(claims)[name]
  const offBySeconds = typeof time === 'number' ? Math.round(time - now) : 0
  const about = claims ? 'claims' : body ? 'body' : header ? 'header' : undefined
  const isThere = Object(body)[name] !== undefined
  return MEANINGS[`${code}`]?.({ about, isThere, name, offBySeconds, alg: Object(header).alg })
}

export const toClaimError = (claim: string, audiences?: readonly string[]): AnyAuthError =>
  toAuthError('id-token-claim', `The ID token's ${claim} is missing or wrong`, {
    claim,
    ...(audiences && { audiences }),
  })

export const toClockError = (claim: 'exp' | 'iat' | 'nbf' | 'auth_time', offBySeconds: number): AnyAuthError =>
  toAuthError('id-token-clock', `The ID token's ${claim} does not fit this clock`, { claim, offBySeconds })

export const toMalformed = (why: string): AnyAuthError =>
  toAuthError('id-token-malformed', `The ID token is ${why}`, { why })

export const toTokenError = (why: string): AnyAuthError =>
  toAuthError('token-invalid', `The token response has a wrong ${why}`, { why })

const toMissing = (): AnyAuthError => toAuthError('id-token-missing', 'The token response has no ID token')

export const toAlgorithmError = (alg: unknown): AnyAuthError =>
  toAuthError('id-token-algorithm', "The ID token's algorithm was not agreed", {
    alg: (typeof alg === 'string' ? alg : typeof alg).slice(0, 20),
  })
