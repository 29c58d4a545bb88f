import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../src/protocol/challenge.js'
import { toShownHeaders } from '../../src/protocol/shown-headers.js'

/** A header as its schemes with their parameters. */
const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

describe('a challenge', () => {
  it.each<[string, unknown]>([
    ['Bearer', [['bearer', {}]]],
    ['Bearer error="invalid_token"', [['bearer', { error: 'invalid_token' }]]],
    ['DPoP error=use_dpop_nonce , algs = "ES256 PS256"', [['dpop', { error: 'use_dpop_nonce', algs: 'ES256 PS256' }]]],
    ['BEARER Error="x"', [['bearer', { error: 'x' }]]],
    ['Bearer a="\\"quoted\\" \\\\ and, more"', [['bearer', { a: '"quoted" \\ and, more' }]]],
    ['Bearer a=""', [['bearer', { a: '' }]]],
    [
      'Basic realm="x", Bearer error="y"',
      [
        ['basic', { realm: 'x' }],
        ['bearer', { error: 'y' }],
      ],
    ],
    [
      'Negotiate dG9rZW4=, Bearer error="y"',
      [
        ['negotiate', {}],
        ['bearer', { error: 'y' }],
      ],
    ],
    ['Negotiate dG9rZW4==', [['negotiate', {}]]],
    [',, Bearer a=b,,c=d', [['bearer', { a: 'b', c: 'd' }]]],
    ["Bearer !#$%&'*+.^`|~-_9=x", [['bearer', { "!#$%&'*+.^`|~-_9": 'x' }]]],
    ['   Bearer   a = b', [['bearer', { a: 'b' }]]],
    ['Bearer long=value, plain="a\\"b"', [['bearer', { long: 'value', plain: 'a"b' }]]],
    [
      'Negotiate   dG9rZW4= , Basic',
      [
        ['negotiate', {}],
        ['basic', {}],
      ],
    ],
    ['', []],
  ])('is read from %j', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it('keeps the first of a repeated parameter: whoever appends another changes nothing', () => {
    expect(read('Bearer error="insufficient_scope", error="invalid_token", ERROR="x"')).toEqual([
      ['bearer', { error: 'insufficient_scope' }],
    ])
  })

  it('ends where it cannot be read: what comes behind is not believed', () => {
    expect(read('Bearer a=b, "rubbish", error="invalid_token"')).toEqual([['bearer', { a: 'b' }]])
    expect(read('error="invalid_token"')).toEqual([])
  })

  it('is read to 8,192 letters', () => {
    expect(read(`Bearer a=${'x'.repeat(8_182)}yz`)).toEqual([['bearer', { a: `${'x'.repeat(8_182)}y` }]])
  })

  it('is read anew each time', () => {
    expect(read('Bearer a=b')).toEqual(read('Bearer a=b'))
  })
})

describe('the headers that the library is shown', () => {
  const shown = (status: number, headers: HeadersInit) =>
    Object.fromEntries(toShownHeaders({ status, headers: new Headers(headers) }))

  it('are a nonce, and the challenge of a 401', () => {
    const headers = { 'dpop-nonce': 'n', 'www-authenticate': 'Bearer', 'set-cookie': 'a=b', link: '<x>' }

    expect(shown(401, headers)).toEqual({ 'dpop-nonce': 'n', 'www-authenticate': 'Bearer' })
    expect(shown(200, headers)).toEqual({ 'dpop-nonce': 'n' })
    expect(shown(401, {})).toEqual({})
  })

  it('are cut: a longer one would keep the page busy', () => {
    expect(shown(401, { 'www-authenticate': 'x'.repeat(9_000) })['www-authenticate']).toHaveLength(8_192)
  })
})
