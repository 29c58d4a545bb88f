import { describe, expect, it } from 'vitest'
import { AuthError, isAuthError, toSignInRequired } from '../../src/domain/errors.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { ALL } from '../support/error-traits.js'

describe('a code', () => {
  it.each(ALL)('%s says what is lost and what helps (R-E02)', (code, [ends, retry]) => {
    const error = toAuthError(code, 'Something happened', undefined as never)

    expect(error).toMatchObject({ code, ends, retry, name: 'AuthError' })
    expect(error.docs).toMatch(new RegExp(`errors\\.md#${code}$`))
  })
})

describe('an error', () => {
  it('of a call without a user ends that call alone, and a sign-in helps', () => {
    expect(toSignInRequired()).toMatchObject({ code: 'sign-in-required', ends: 'request', retry: 'sign-in' })
  })

  it('ends a request, and nothing helps, where nobody says otherwise', () => {
    expect(new AuthError('api-undeclared', 'x', { origin: 'null' })).toMatchObject({
      ends: 'request',
      retry: 'never',
      details: { origin: 'null' },
      message: 'x',
    })
  })
})

describe('isAuthError', () => {
  it('knows one of another copy of latchkey on the page', () => {
    const foreign = Object.assign(new Error('x'), { name: 'AuthError', code: 'sign-in-required' })

    expect(isAuthError(new AuthError('sign-in-required', 'x'))).toBe(true)
    expect(isAuthError(foreign)).toBe(true)
  })

  it.each([
    undefined,
    null,
    'AuthError',
    new Error('x'),
    new TypeError('x'),
    Object.assign(new Error('x'), { code: 'x' }),
    { name: 'AuthError', code: 'x' },
  ])('takes nothing else for one: %s', (value) => {
    expect(isAuthError(value)).toBe(false)
  })
})
