import {
  INVALID_RESPONSE,
  JWT_CLAIM_COMPARISON,
  JWT_TIMESTAMP_CHECK,
  PARSE_ERROR,
  UNSUPPORTED_OPERATION,
} from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { fromLibrary } from '../../src/protocol/library-errors.js'

/** The code and the details of ours for one of the library's. */
const ours = (code: string | undefined, cause: unknown, message = '') => {
  const error = fromLibrary(Object.assign(new Error(message), { code, cause }))
  return error && [error.code, error.details]
}

describe('an error of the library', () => {
  it.each(['exp', 'nbf', 'iat'])('about a time says by how much it is off: %s', (claim) => {
    const cause = { claims: { [claim]: 1_000.6 }, claim, now: 900 }

    expect(ours(JWT_TIMESTAMP_CHECK, cause)).toEqual(['id-token-clock', { claim, offBySeconds: 101 }])
    expect(ours(JWT_TIMESTAMP_CHECK, { ...cause, claims: { [claim]: 'x' } })).toEqual([
      'id-token-clock',
      { claim, offBySeconds: 0 },
    ])
  })

  it('about a sign-in that is too long ago is about no clock', () => {
    expect(ours(JWT_TIMESTAMP_CHECK, { claims: { auth_time: 1 }, claim: 'auth_time', now: 900 })).toEqual([
      'id-token-claim',
      { claim: 'auth_time' },
    ])
  })

  it('about a claim names it, and repeats nothing of what it says', () => {
    expect(ours(JWT_CLAIM_COMPARISON, { claims: { iss: 'secret' }, claim: 'iss' })).toEqual([
      'id-token-claim',
      { claim: 'iss' },
    ])
    expect(ours(INVALID_RESPONSE, { claims: { sub: 7 } }, 'JWT "sub" (subject) claim must be a string')).toEqual([
      'id-token-claim',
      { claim: 'sub' },
    ])
    expect(ours(JWT_CLAIM_COMPARISON, {}, 'nothing is quoted')).toEqual(['id-token-claim', { claim: 'unknown' }])
  })

  it('about a token response names its member', () => {
    const of = (body: object, name: string) =>
      ours(INVALID_RESPONSE, { body }, `"response" body "${name}" property must be a string`)

    expect(of({ scope: 7 }, 'scope')).toEqual(['token-invalid', { why: 'scope' }])
    expect(of({}, 'id_token')).toEqual(['id-token-missing', undefined])
    expect(of({ id_token: 7 }, 'id_token')).toEqual(['id-token-malformed', { why: 'no text' }])
  })

  it('about a header names its algorithm, and about none that it is no JWT', () => {
    expect(ours(INVALID_RESPONSE, { header: { alg: 'HS256' } })).toEqual(['id-token-algorithm', { alg: 'HS256' }])
    expect(ours(INVALID_RESPONSE, { header: { alg: {} } })).toEqual(['id-token-algorithm', { alg: 'object' }])
    expect(ours(INVALID_RESPONSE, { header: { alg: 'x'.repeat(30) } })).toEqual([
      'id-token-algorithm',
      { alg: 'x'.repeat(20) },
    ])
    expect(ours(INVALID_RESPONSE, {})).toEqual(['id-token-malformed', { why: 'not three segments of base64url JSON' }])
    expect(ours(PARSE_ERROR, {})).toEqual(['id-token-malformed', { why: 'not three segments of base64url JSON' }])
  })

  it('about what it does not know is about the type of a token, or of a JWT', () => {
    expect(ours(UNSUPPORTED_OPERATION, { body: {} })).toEqual(['token-invalid', { why: 'token_type' }])
    expect(ours(UNSUPPORTED_OPERATION, { claims: {}, body: {} })).toEqual([
      'id-token-malformed',
      { why: 'of another type' },
    ])
    expect(ours(UNSUPPORTED_OPERATION, {})).toEqual(['id-token-malformed', { why: 'of another type' }])
  })

  it('of another kind is told by the answer', () => {
    expect(ours('OAUTH_RESPONSE_IS_NOT_CONFORM', {})).toBeUndefined()
    expect(ours(undefined, undefined)).toBeUndefined()
    expect(fromLibrary(undefined)).toBeUndefined()
  })
})
