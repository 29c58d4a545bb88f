import { describe, expect, it } from 'vitest'
import { AuthError, isAuthError } from '../../src/domain/errors.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { ALL } from '../support/error-traits.js'

describe('a code', () => {
  it.each(ALL)('%s says what is lost and what helps (R-E02)', (code, [ends, retry]) => {
    const error = toAuthError(code, 'Something happened', undefined as never)

    expect(error).toMatchObject({ code, ends, retry, name: 'AuthError' })
    expect(error.docs).toMatch(new RegExp(`errors\\.md#${code}$`))
  })
})

describe('isAuthError', () => {
  it('knows one of another copy of latchkey on the page', () => {
    const foreign = Object.assign(new Error('x'), { name: 'AuthError', code: 'sign-in-required' })

    expect(isAuthError(new AuthError('sign-in-required', 'x'))).toBe(true)
    expect(isAuthError(foreign)).toBe(true)
  })

  it.each([undefined, null, 'AuthError', new Error('x'), new TypeError('x'), { name: 'AuthError', code: 'x' }])(
    'takes nothing else for one: %s',
    (value) => {
      expect(isAuthError(value)).toBe(false)
    },
  )
})
