import { describe, expect, it } from 'vitest'
import { toAcr, toSafeAcr } from '../../src/domain/challenge.js'
import { isAskedFor } from '../../src/domain/scope.js'

describe('a list of authentication contexts', () => {
  it('has its values between spaces, however many, and no empty one', () => {
    expect(toAcr('one  two ')).toEqual(['one', 'two'])
    expect(toAcr('')).toEqual([])
  })

  it.each([
    ['a quote, which would end the parameter', 'a"b', 'a!b'],
    ['a backslash', 'a\\b', 'a[b]'],
    ['a control character', 'a\tb', 'a#b'],
    ['a letter beyond ASCII', 'é', '~'],
    ['a delete', 'a\x7f', 'a}'],
    ['256 letters', 'a'.repeat(256), 'a'.repeat(255)],
    ['something odd at its start', '"a', '!a'],
  ])('from elsewhere is asked for without a value that has %s (RFC 6749 section 3.3)', (_, hostile, honest) => {
    expect(toSafeAcr(`one ${hostile} two`)).toEqual(['one', 'two'])
    expect(toSafeAcr(`one ${honest} two`)).toEqual(['one', honest, 'two'])
  })

  it('from elsewhere is cut: an API cannot make an address of any length', () => {
    const many = Array.from({ length: 21 }, (_, index) => `acr-${index}`)

    expect(toSafeAcr(many.join(' '))).toEqual(many.slice(0, 20))
    expect(toSafeAcr(many.slice(0, 20).join(' '))).toEqual(many.slice(0, 20))
  })
})

it('an API was asked for when all its scopes were, and a scope that starts the same is another', () => {
  const api = { scopes: ['read', 'write'] } as unknown as Parameters<typeof isAskedFor>[0]

  expect(isAskedFor(api, 'openid write read')).toBe(true)
  expect(isAskedFor(api, 'openid read')).toBe(false)
  expect(isAskedFor(api, 'openid read writer')).toBe(false)
})
