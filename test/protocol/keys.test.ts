import { describe, expect, it } from 'vitest'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { toPublic } from '../../src/protocol/odd-keys.js'
import { mayVerify } from '../../src/protocol/signature.js'
import type { Answer } from '../../src/protocol/wire.js'
import { toldWire } from '../support/told-wire.js'

const RSA = { kty: 'RSA', kid: 'one', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB' }
const EC = { kty: 'EC', kid: 'two', crv: 'P-256', x: 'AQAB', y: 'AQAB' }

/** A key set as it was answered. */
const toAnswer = (keys: unknown, status = 200): Answer => ({
  why: `status ${status}`,
  status,
  headers: new Headers(),
  text: '',
  json: { keys },
})

/** Whether a page could verify with an answer, and whether it loaded the part about odd keys for that. */
async function look(answer: Answer, isThere = true) {
  const { wire } = toldWire(() => new Response())
  const parts = await wire.parts()
  let loads = 0
  const loadOddAnswer = async () => {
    loads += 1
    if (!isThere) throw toAuthError('protocol-unavailable', 'A part of latchkey could not be loaded')
    return parts.loadOddAnswer()
  }
  return { may: await mayVerify({ ...wire, parts: async () => ({ ...parts, loadOddAnswer }) }, answer), loads }
}

describe('a key set', () => {
  it.each<[string, readonly object[]]>([
    ['one key', [RSA]],
    ['two keys with their own names', [RSA, EC]],
    ['a key that says only what it must', [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }]],
    ['no key', []],
  ])('of %s is read by the library alone: nothing is loaded for it', async (_, keys) => {
    expect(await look(toAnswer(keys), false)).toEqual({ may: true, loads: 0 })
  })

  it.each<[string, readonly unknown[]]>([
    ['two keys with one name', [RSA, { ...EC, kid: 'one' }]],
    ['a key without a name', [{ ...RSA, kid: undefined }]],
    ['a key with an empty name', [{ ...RSA, kid: '' }]],
    ['a name that is a number', [{ ...RSA, kid: 7 }]],
    ['a kind that is a number', [{ ...RSA, kty: 7 }]],
    ['an algorithm that is a number', [{ ...RSA, alg: 7 }]],
    ['an algorithm that says nothing', [{ ...RSA, alg: null }]],
    ['a use that says nothing', [{ ...RSA, use: '' }]],
    ['a curve that is a list', [{ ...EC, crv: ['P-256'] }]],
    ['an algorithm by one of its two names', [{ ...EC, alg: 'EdDSA' }]],
    ['an algorithm by the other one', [{ ...EC, alg: 'Ed25519' }]],
    ['a private part', [{ ...RSA, d: 'AQAB' }]],
    ['a private part that says nothing', [{ ...RSA, d: null }]],
    ['an odd key beside a plain one', [RSA, { ...EC, kid: 7 }]],
    ['what is no key', [null]],
  ])('with %s needs what is known of odd keys, and without that nothing is verified', async (_, keys) => {
    expect(await look(toAnswer(keys))).toEqual({ may: true, loads: 1 })
    expect(await look(toAnswer(keys), false)).toEqual({ may: false, loads: 1 })
  })

  it.each<[string, Answer]>([
    ['an object', toAnswer({ 0: RSA, length: 1 })],
    ['nothing', toAnswer(undefined)],
    ['a set under another status', toAnswer([RSA], 203)],
    ['an outage', { why: 'timeout' }],
  ])('is what %s is not', async (_, answer) => {
    expect(await look(answer)).toEqual({ may: false, loads: 0 })
  })
})

describe('a public key', () => {
  it('is its public members, each of the type that it must have', () => {
    expect(toPublic({ ...RSA, x5c: ['AQAB'], key_ops: ['verify'] })).toEqual({ ...RSA, key_ops: ['verify'] })
    expect(toPublic({ ...EC, alg: 'ES256' })).toEqual({ ...EC, alg: 'ES256' })
    expect(toPublic({ kty: 'OKP', crv: 'Ed25519', x: 'AQAB', kid: 'three' })).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: 'AQAB',
      kid: 'three',
    })
  })

  it.each(['alg', 'use', 'kid', 'crv', 'd', 'key_ops'])('has no %s where that says nothing', (name) => {
    const { [name]: _, ...rest } = RSA as Readonly<Record<string, unknown>>

    expect(toPublic({ ...RSA, [name]: null })).toEqual(rest)
    if (name !== 'key_ops' && name !== 'd') expect(toPublic({ ...RSA, [name]: '' })).toEqual({ ...rest, [name]: '' })
  })

  it.each(['EdDSA', 'Ed25519'])('has no algorithm where that has two names, because its curve tells: %s', (alg) => {
    expect(toPublic({ kty: 'OKP', crv: 'Ed25519', x: 'AQAB', alg })).toEqual({ kty: 'OKP', crv: 'Ed25519', x: 'AQAB' })
    expect(toPublic({ ...EC, alg: 'XEdDSA' })).toHaveProperty('alg', 'XEdDSA')
  })

  it.each(['AQAB=', 'AQ==', '-_09azAZ'])('may have numbers in any spelling of base64url: %s', (n) => {
    expect(toPublic({ ...RSA, n })).toEqual({ ...RSA, n })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'key'],
    ['an empty object', {}],
    ['a key of a kind that nobody knows', { ...RSA, kty: 'AKP' }],
    ['a kind that is a list', { ...RSA, kty: ['RSA'] }],
    ['an RSA key without its modulus', { ...RSA, n: undefined }],
    ['an RSA key without its exponent', { ...RSA, e: undefined }],
    ['an EC key without one coordinate', { ...EC, x: undefined }],
    ['an EC key without the other', { ...EC, y: undefined }],
    ['an OKP key without its number', { kty: 'OKP', crv: 'Ed25519' }],
    ['a number that is empty', { ...RSA, n: '' }],
    ['a number with something before it', { ...RSA, n: '%AQAB' }],
    ['a number with something after it', { ...RSA, n: 'AQAB%' }],
    ['a number that is one', { ...RSA, n: 7 }],
    ['a private part', { ...RSA, d: 'AQAB' }],
    ['an empty private part', { ...RSA, d: '' }],
    ['an algorithm that is a number', { ...RSA, alg: 7 }],
    ['a use that is a truth', { ...RSA, use: true }],
    ['a name that is a list', { ...RSA, kid: [] }],
    ['a curve that is an object', { ...EC, crv: {} }],
    ['operations that are no list', { ...RSA, key_ops: 'verify' }],
  ])('is not %s', (_, key) => {
    expect(toPublic(key)).toBeUndefined()
  })
})
