import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { reveal, Secret } from '../../src/domain/secret.js'

const TEXT = 'the-very-secret-token'
const secret = new Secret<'access-token'>(TEXT)

describe('a secret', () => {
  it.each([
    ['as text', () => String(secret)],
    ['in a template', () => `${secret}`],
    ['added to text', () => `${secret}${''}`],
    ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['in the console', () => inspect(secret, { depth: 9, showHidden: true, getters: true })],
    ['as a clone', () => inspect(structuredClone({ secret }), { showHidden: true })],
    ['spread', () => JSON.stringify({ ...secret })],
    ['by its keys', () => JSON.stringify([Reflect.ownKeys(secret), Object.entries(secret)])],
    ['in an error', () => inspect(new Error(`failed ${secret}`, { cause: secret }))],
    ['as a form', () => new URLSearchParams({ token: String(secret) }).toString()],
    ['as a header', () => new Headers({ authorization: `Bearer ${secret}` }).get('authorization')],
  ])('shows nothing %s', (_, show) => {
    expect(show()).not.toContain(TEXT)
    expect(show()).not.toContain(btoa(TEXT))
  })

  it('is the empty text, and absent from JSON', () => {
    expect(`${secret}`).toBe('')
    expect(JSON.stringify({ secret })).toBe('{}')
  })

  it('is revealed to those who may', () => {
    expect(reveal(secret)).toBe(TEXT)
  })

  it('cannot be opened by something that only looks like one', () => {
    expect(() => reveal(Object.create(Secret.prototype))).toThrow(TypeError)
    expect(() => reveal(structuredClone(secret))).toThrow(TypeError)
  })

  it('offers no way to its value from outside', () => {
    const members = [secret, Secret, Secret.prototype].flatMap((holder) =>
      Reflect.ownKeys(holder).map((key) => Reflect.get(holder, key)),
    )
    const functions = members.filter((member): member is () => unknown => typeof member === 'function')

    for (const member of functions) {
      if (Object.is(member, Secret)) continue
      expect(String(Reflect.apply(member, secret, [secret]))).not.toContain(TEXT)
    }
  })
})
