import { describe, expect, it } from 'vitest'
import { toPlain } from '../../src/domain/plain.js'
import { freezeDeep, toUser } from '../../src/domain/user.js'

const CLAIMS = { iss: 'https://id.example.com', sub: 'ada' }

describe('a user', () => {
  it('is frozen to the bottom', () => {
    const user = toUser({ ...CLAIMS, address: { country: 'GB' }, amr: ['pwd'] })

    expect(() => Object.assign(user.address ?? {}, { country: 'FR' })).toThrow(TypeError)
    expect(Object.isFrozen(user.amr)).toBe(true)
  })

  it('has no prototype effect, whatever its claims are called (R-I22)', () => {
    const claims = JSON.parse('{"iss":"i","sub":"s","__proto__":{"isAdmin":true},"constructor":1,"toString":2}')
    const user = toUser(claims)

    expect(Object.getPrototypeOf(user)).toBe(Object.prototype)
    expect('isAdmin' in user).toBe(false)
    expect(Object.keys(user)).toEqual(['iss', 'sub', 'toString'])
  })
})

describe('what the protocol needs', () => {
  const names = 'nonce at_hash c_hash s_hash aud azp exp iat nbf jti sid _claim_names _claim_sources'.split(' ')

  it.each(names)('is not the app’s: %s is left out, and what is only called alike stays', (name) => {
    expect(toUser({ ...CLAIMS, [name]: 'x' })).toEqual(CLAIMS)
    for (const alike of [`${name}x`, `x${name}`]) expect(toUser({ ...CLAIMS, [alike]: 'y' })).toHaveProperty(alike, 'y')
  })
})

describe('a member that could reach a prototype', () => {
  it.each(['__proto__', 'constructor', 'prototype'])(
    'goes, however deep: %s, and what is only called alike stays',
    (name) => {
      const tree = JSON.parse(`{"a":[{"${name}":{"isAdmin":true},"x${name}":1,"${name}x":2}],"n":null}`)

      expect(JSON.stringify(freezeDeep(tree))).toBe(`{"a":[{"x${name}":1,"${name}x":2}],"n":null}`)
    },
  )
})

it('takes such a member out of a tree that may still be written to', () => {
  const tree = toPlain(JSON.parse('{"a":{"__proto__":1,"b":2}}'))

  expect(JSON.stringify(tree)).toBe('{"a":{"b":2}}')
  expect(Object.isFrozen(tree.a)).toBe(false)
})

it('freezes a tree of any depth, and one that bites its own tail is not asked for', () => {
  let tree: object = {}
  for (let depth = 0; depth < 50_000; depth += 1) tree = { tree }

  expect(() => freezeDeep(tree)).not.toThrow()
})
