import { describe, expect, it } from 'vitest'
import { findSaid, toExchangeError, toRenewalError, toSaid, toSignInError } from '../../src/protocol/error-response.js'
import type { Failed } from '../../src/protocol/wire.js'

const NOW = Date.UTC(2026, 10, 20)

const failed = (
  status: number,
  json?: object,
  headers: Record<string, string> = {},
  sent: Failed['sent'] = [],
): Failed =>
  ({ answer: { why: `status ${status}`, status, headers: new Headers(headers), text: '', json }, sent }) as Failed
const unheard = (why: string): Failed => ({ answer: { why } as never, sent: [] })
const said = (description: string, secrets: readonly string[] = []) => toSaid('x', description, secrets).description

describe('what a provider says of an error', () => {
  it('is short and plain: no control characters, no quotes, the letters of every language', () => {
    expect(said('a\tb"c\\d\u202ee é 日本 ١')).toBe('a b c d e é 日本 ١')
    expect(said('a '.repeat(200))).toHaveLength(200)
    expect(toSaid('e'.repeat(70), undefined).error).toHaveLength(60)
    expect(toSaid('', 7)).toEqual({ error: 'unknown', description: undefined })
  })

  it.each([
    ['a mail address', 'ada@example.com'],
    ['a word with digits', 'abcdefghijk1'],
    ['a word with capitals', 'abcdefghijkL'],
    ['a token with dots', 'a.b-c_d~e+f/g=1'],
    ['a token whose capital comes first but one', 'aBcdefghijkl'],
    ['an address of a mail to one letter', 'a@b'],
  ])('has no secret in it that nobody knows of: %s', (_, word) => {
    expect(said(`before ${word} after`)).toBe('before *** after')
  })

  it.each([
    'temporarily_unavailable',
    'abcdefghij1',
    'internationalization',
    'AADSTS700016',
    'AADB2C90077',
    'ORA-01017',
    'KC-SERVICES0013',
    'APP_BLOCKED_BY_ADMIN',
    'AADSTS700016.',
    'Error12345678',
    'error12345678',
    'e12345678',
    'ABCDEFGH1B-12345678',
    'APP_BLOCKED_BY_ADMIN_12345',
    'AB-CDEFGHIJ12345',
  ])('has in it what a developer looks up: %s', (word) => {
    expect(said(`before ${word} after`)).toBe(`before ${word} after`)
  })

  it.each(['AADSTS7000161234567', 'xAADSTS700016', 'KC-SERVICESLONGER0013', 'AADSTS700016abc'])(
    'has nothing in it that only looks like a number of an error: %s',
    (word) => {
      expect(said(`before ${word} after`)).toBe('before *** after')
    },
  )

  it('repeats no secret that was sent, whole or in pieces, also as it stands in an address', () => {
    expect(said('it was secret', ['secret'])).toBe('it was ***')
    expect(said('it was a%20b%2Fcd or a+b%2Fcd', ['a b/cd'])).toBe('it was *** or ***')
    expect(said('it was abcdefgh', ['xabcdefghx'])).toBe('it was ***')
    expect(said('it was abcdefg', ['xabcdefgx'])).toBe('it was abcdefg')
    expect(said('it was a+bcde', ['a bcde'])).toBe('it was ***')
    expect(said(`${'s'.repeat(1_200)} tail`, ['s'.repeat(1_200)])).toBe('***')
    expect(said('short', ['short'])).toBe('short')
    expect(said('longer', ['longer'])).toBe('***')
    expect(said('a longer one', ['longer', 'a longer one'])).toBe('***')
  })

  it('never has in it what was sent or received by the name of a secret', () => {
    const names =
      'code code_verifier code_challenge state nonce dpop_jkt access_token token id_token_hint login_hint'.split(' ')
    for (const name of names) {
      const sent = new Map([[name, 'a secret one']])
      const json = { error: 'x', error_description: 'about a secret one' }
      expect(findSaid(failed(400, json, {}, sent))?.description).toBe('about ***')
      expect(findSaid(failed(400, { ...json, [name]: 'a secret one' }))?.description).toBe('about ***')
    }
    const open = new Map([
      ['client_id', 'a public one'],
      ['my_code', 'a public one'],
      ['codes', 'a public one'],
    ])
    expect(findSaid(failed(400, { error: 'x', error_description: 'a public one' }, {}, open))?.description).toBe(
      'a public one',
    )
    expect(findSaid(failed(400, { error: 'x', error_description: 'known here' }), ['known here'])?.description).toBe(
      '***',
    )
  })

  it('is nothing where it names no error', () => {
    expect(findSaid(failed(400))).toBeUndefined()
    expect(findSaid(failed(400, { error: 7 }))).toBeUndefined()
  })
})

describe('an error in a redirect', () => {
  const codeOf = (error: string) => toSignInError(new URLSearchParams({ error })).code

  it.each([
    ['access_denied', 'sign-in-denied'],
    ['login_required', 'sign-in-interaction-required'],
    ['consent_required', 'sign-in-interaction-required'],
    ['required_login', 'sign-in-refused'],
    ['login_requiredx', 'sign-in-refused'],
    ['temporarily_unavailable', 'sign-in-unavailable'],
    ['server_error', 'sign-in-unavailable'],
    ['my_server_error', 'sign-in-refused'],
    ['server_errors', 'sign-in-refused'],
    ['invalid_request', 'sign-in-refused'],
  ])('%s means %s', (error, code) => {
    expect(codeOf(error)).toBe(code)
  })

  it('repeats nothing of what was sent', () => {
    const parameters = new URLSearchParams({
      error: 'x',
      error_description: 'no ada lovelace, no my state',
      state: 'my state',
    })

    expect(toSignInError(parameters, { login_hint: 'ada lovelace' }).details).toEqual({
      error: 'x',
      description: 'no ***, no ***',
    })
    expect(toSignInError(new URLSearchParams({ error: 'x' })).details).toEqual({ error: 'x', description: undefined })
  })
})

describe('an answer to a code', () => {
  it.each<[Failed, string]>([
    [failed(400, { error: 'invalid_grant' }), 'token-code-rejected'],
    [failed(401, { error: 'invalid_client' }), 'token-client-refused'],
    [failed(400, { error: 'unauthorized_client' }), 'token-client-refused'],
    [failed(400, { error: 'invalid_client_id' }), 'token-refused'],
    [failed(400, { error: 'invalid_scope' }), 'token-refused'],
    [failed(400, {}), 'token-invalid'],
    [failed(302, { error: 'invalid_grant' }), 'token-invalid'],
    [failed(200, { error: 'invalid_grant' }), 'token-invalid'],
    [failed(429, { error: 'invalid_grant' }), 'token-unavailable'],
    [failed(503, { error: 'invalid_grant' }), 'token-unavailable'],
    [unheard('timeout'), 'token-unavailable'],
    [unheard('unreachable'), 'token-unavailable'],
    [unheard('redirected'), 'token-invalid'],
  ])('%j means %s', (answer, code) => {
    expect(toExchangeError(answer, []).code).toBe(code)
  })

  it('tells its status, or why it is none', () => {
    expect(toExchangeError(failed(503), [])).toMatchObject({
      message: 'The token endpoint gave no tokens: status 503',
      details: { status: 503 },
    })
    expect(toExchangeError(failed(404), []).details).toEqual({ why: 'status 404' })
  })

  it.each([[{ length: 10 }], [[null]], [[{ length: 10 }]], [7], [true]])(
    'is told whatever stands where a token should: %j',
    (token) => {
      const json = { error: 'invalid_grant', error_description: 'something longwordshere', access_token: token }

      expect(toExchangeError(failed(400, json), [])).toMatchObject({
        code: 'token-code-rejected',
        details: { description: 'something longwordshere' },
      })
    },
  )

  it('repeats no secret that is known', () => {
    const answer = failed(400, { error: 'invalid_grant', error_description: 'not my nonce' })

    expect(toExchangeError(answer, ['my nonce']).details).toMatchObject({ description: 'not ***' })
  })
})

describe('an answer to a renewal', () => {
  const codeOf = (answer: Failed, isForAudience = false) => toRenewalError(answer, [], { now: NOW, isForAudience }).code
  const pauseOf = (after: string) => {
    const { details } = toRenewalError(failed(503, undefined, { 'retry-after': after }), [], {
      now: NOW,
      isForAudience: false,
    })
    return Object(details).retryAfterSeconds
  }

  it.each([
    'invalid_grant',
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'invalid_target',
    'unauthorized_client',
    'unsupported_grant_type',
  ])('ends the session when the provider says what stays so: %s', (error) => {
    expect(codeOf(failed(400, { error }))).toBe('refresh-rejected')
    expect(codeOf(failed(503, { error }))).toBe('refresh-unavailable')
    expect(codeOf(failed(429, { error }))).toBe('refresh-unavailable')
    expect(codeOf(failed(400, { error: `my_${error}` }))).toBe('refresh-unavailable')
    expect(codeOf(failed(400, { error: `${error}s` }))).toBe('refresh-unavailable')
  })

  it.each([
    'invalid_request',
    'invalid_scope',
    'invalid_target',
    'unauthorized_client',
    'access_denied',
    'consent_required',
  ])('for an audience alone ends nothing: %s', (error) => {
    expect(codeOf(failed(400, { error }), true)).toBe('api-not-granted')
    expect(codeOf(failed(503, { error }), true)).toBe('refresh-unavailable')
    expect(codeOf(failed(400, { error: `${error}.x` }), true)).toBe('refresh-unavailable')
  })

  it.each(['invalid_grant', 'invalid_client', 'unsupported_grant_type'])(
    'for an audience ends the session all the same: %s',
    (error) => {
      expect(codeOf(failed(400, { error }), true)).toBe('refresh-rejected')
    },
  )

  it.each(['.access_denied', '.consent_required', '.invalid_target'])('that only ends alike passes: %s', (error) => {
    expect(codeOf(failed(400, { error }), true)).toBe('refresh-unavailable')
  })

  it.each([
    ['20', 20],
    ['3600', 3_600],
    ['3601', 3_600],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [new Date(NOW + 40_000).toUTCString(), 40],
    [new Date(NOW - 40_000).toUTCString(), undefined],
    [new Date(NOW).toUTCString(), undefined],
    [new Date(NOW + 7_200_000).toUTCString(), 3_600],
  ])('names a pause: %s is one of %s seconds (RFC 9110 section 10.2.3)', (after, seconds) => {
    expect(pauseOf(after)).toBe(seconds)
  })

  it('tells its status, and none where nothing was heard', () => {
    const renewal = { now: NOW, isForAudience: false }

    expect(toRenewalError(failed(503), [], renewal).details).toEqual({ status: 503, retryAfterSeconds: undefined })
    expect(toRenewalError(unheard('timeout'), [], renewal).details).toEqual({
      status: undefined,
      retryAfterSeconds: undefined,
    })
    expect(
      toRenewalError(failed(400, { error: 'invalid_grant', error_description: 'a token' }), ['a token'], renewal)
        .details,
    ).toEqual({ error: 'invalid_grant', description: '***' })
  })
})
