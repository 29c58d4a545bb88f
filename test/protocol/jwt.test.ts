import { describe, expect, it } from 'vitest'
import { openJwt } from '../../src/protocol/jwt.js'
import { spell, toBytes } from '../support/bytes.js'

const encode = (value: unknown) =>
  spell(toBytes(typeof value === 'string' ? value : JSON.stringify(value)), 'base64url')
const toJwt = (header: unknown, claims: unknown, signature = 'c2ln') =>
  `${encode(header)}.${encode(claims)}.${signature}`
const HEADER = { alg: 'RS256', typ: 'JWT' }
const CLAIMS = { sub: 'ada', auth_time: 1 }

/** The code, and what more is told, of what is refused. */
const refusal = (token: unknown) => {
  try {
    openJwt(token)
    return undefined
  } catch (error) {
    const { code, details } = Object(error)
    return `${code}: ${details.why ?? details.alg}`
  }
}
const MALFORMED = 'id-token-malformed: not three segments of base64url JSON'
const OF_ANOTHER_TYPE = 'id-token-malformed: of another type'

describe('a JWT', () => {
  it('is opened, and shown as it came', () => {
    const token = toJwt(HEADER, CLAIMS)

    expect(openJwt(token)).toEqual({ header: HEADER, claims: CLAIMS, shown: token })
    expect(refusal(toJwt({ alg: 'RS256' }, CLAIMS))).toBeUndefined()
    expect(refusal(toJwt({ alg: 'RS256', typ: 'jwt' }, CLAIMS))).toBeUndefined()
  })

  it.each([
    ['no text', 7],
    ['a list', [toJwt(HEADER, CLAIMS)]],
    ['two segments', toJwt(HEADER, CLAIMS).split('.').slice(0, 2).join('.')],
    ['four segments', `${toJwt(HEADER, CLAIMS)}.x`],
    ['no signature', toJwt(HEADER, CLAIMS, '')],
    ['letters of another alphabet', `${toJwt(HEADER, CLAIMS)}+`],
    ['a line break behind it', `${toJwt(HEADER, CLAIMS)}\n`],
    ['a space before it', ` ${toJwt(HEADER, CLAIMS)}`],
    ['a header that is a list', toJwt([], CLAIMS)],
    ['claims that are a list', toJwt(HEADER, [])],
    ['claims that are no JSON', toJwt(HEADER, '{"sub":')],
    [
      'bytes that are no text',
      `${encode(HEADER)}.${spell(Uint8Array.from([...toBytes('{"a":"'), 255, ...toBytes('"}')]), 'base64url')}.c2ln`,
    ],
    ['more than anybody needs', toJwt(HEADER, { sub: 'a'.repeat(49_200) })],
  ])('is refused with %s', (_, token) => {
    expect(refusal(token)).toBe(MALFORMED)
  })

  it('is as long as it may be, and no letter longer', () => {
    const room = 65_536 - toJwt(HEADER, CLAIMS, '').length
    expect(refusal(toJwt(HEADER, CLAIMS, 'a'.repeat(room)))).toBeUndefined()
    expect(refusal(toJwt(HEADER, CLAIMS, 'a'.repeat(room + 1)))).toBe(MALFORMED)
  })

  it.each(['none', 'NONE', 'nOnE'])('without a signature says why: its algorithm is %s', (alg) => {
    expect(refusal(toJwt({ alg }, CLAIMS, ''))).toBe(`id-token-algorithm: ${alg}`)
    expect(refusal(`${encode({ alg })}.${encode(CLAIMS)}`)).toBe(`id-token-algorithm: ${alg}`)
    expect(refusal(toJwt({ alg: `${alg}x` }, CLAIMS, ''))).toBe(MALFORMED)
    expect(refusal(toJwt({ alg: `x${alg}` }, CLAIMS, ''))).toBe(MALFORMED)
  })

  it.each([
    ['an access token', { typ: 'at+jwt' }, { typ: 'JWT' }],
    ['a logout token', { typ: 'logout+jwt' }, {}],
    ['a type that only begins so', { typ: 'jwt2' }, { typ: 'jwt' }],
    ['a type that only ends so', { typ: 'xjwt' }, { typ: 'jWt' }],
    ['a type that is no text', { typ: 7 }, { typ: undefined }],
    ['a payload that is not encoded', { b64: false }, {}],
    ['a payload that says that it is encoded', { b64: true }, {}],
  ])('is no ID token: %s (RFC 8725 section 3.11)', (_, hostile, honest) => {
    expect(refusal(toJwt({ alg: 'RS256', ...hostile }, CLAIMS))).toBe(OF_ANOTHER_TYPE)
    expect(refusal(toJwt({ alg: 'RS256', ...honest }, CLAIMS))).toBeUndefined()
  })

  it.each([0, -1, '1', null])('whose auth_time is %j is shown without it: nobody knows when', (auth_time) => {
    const { claims, shown } = openJwt(toJwt(HEADER, { ...CLAIMS, auth_time }))

    expect(claims).toEqual({ sub: 'ada' })
    expect(openJwt(shown)).toEqual({ header: HEADER, claims: { sub: 'ada' }, shown })
    expect(shown.split('.')[0]).toBe(encode(HEADER))
    expect(shown.split('.')[2]).toBe('c2ln')
  })

  it('is shown as it came, however it is written', () => {
    const token = toJwt(HEADER, '{ "sub" : "ada" }')

    expect(openJwt(token)).toEqual({ header: HEADER, claims: { sub: 'ada' }, shown: token })
  })

  it('with a claim that is null is shown without it', () => {
    const { claims, shown } = openJwt(toJwt(HEADER, { ...CLAIMS, name: null }))

    expect(claims).toEqual(CLAIMS)
    expect(openJwt(shown).claims).toEqual(CLAIMS)
  })
})
