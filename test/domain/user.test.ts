import { describe, expect, it } from 'vitest'
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

it('freezes a tree of any depth, and one that bites its own tail is not asked for', () => {
  let tree: object = {}
  for (let depth = 0; depth < 50_000; depth += 1) tree = { tree }

  expect(() => freezeDeep(tree)).not.toThrow()
})
