import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Api, matchApi, sharesOrigin, toPlace } from '../../src/domain/api.js'

const api = (name: string, ...urls: string[]): Api => ({
  name,
  places: urls.map((url) => toPlace(new URL(url))),
  scopes: ['read', 'write'],
  declared: ['read', 'write'],
  audience: undefined,
  headers: false,
  anonymous: false,
  refusesRedirects: false,
})

const CALENDAR = api('calendar', 'https://calendar.example.com/v1/')
const match = (url: string, ...apis: Api[]) => matchApi(apis.length ? apis : [CALENDAR], new URL(url))?.name

describe('a URL belongs to an API', () => {
  it.each([
    'https://calendar.example.com/v1',
    'https://calendar.example.com/v1/',
    'https://calendar.example.com/v1/events?x=..%2f#y',
    'https://CALENDAR.example.com:443/v1/events',
    'https://calendar.example.com/v1/a/../events',
    'https://calendar.example.com/v1/file.name..ext',
    'https://calendar.example.com/v1/...',
    'https://calendar.example.com/v1/%2ehidden',
    'https://calendar.example.com/v1/%25%32%65hidden',
    'https://calendar.example.com/v1/100%/%2525252525',
  ])('when origin and path say so: %s (R-F02)', (url) => {
    expect(match(url)).toBe('calendar')
  })

  it.each([
    'https://calendar.example.com.evil.example/v1/',
    'https://evil.example/v1/',
    'https://calendar.example.com./v1/',
    'https://calendar.example.com:444/v1/',
    'http://calendar.example.com/v1/',
    'https://ada@calendar.example.com/v1/',
    'https://:x@calendar.example.com/v1/',
    'https://calendar.example.com/v1x',
    'https://calendar.example.com/V1/',
    'https://calendar.example.com/v1/../admin',
    'https://calendar.example.com//v1/',
    'https://calendar.example.com/v1/..%2fadmin',
    'https://calendar.example.com/v1/..%2Fadmin',
    'https://calendar.example.com/v1/%2e%2e%2fadmin',
    'https://calendar.example.com/v1/.%2e%5cadmin',
    'https://calendar.example.com/v1%2f..%2fadmin',
    'https://calendar.example.com/v1/%252e%252e/admin',
    'https://calendar.example.com/v1/%25%32%65%25%32%65/admin',
    'https://calendar.example.com/v1/%%32%65%2%65/admin',
    'https://calendar.example.com/v1/..%2%66admin',
    'https://calendar.example.com/v1/..%25%33%62/admin',
    'https://calendar.example.com/v1/%2525252525252525252541',
    'https://calendar.example.com/v1/x%2f..',
    'https://calendar.example.com/v1/..;/admin',
    'https://calendar.example.com/v1/..%3b/admin',
    'blob:https://calendar.example.com/v1/x',
    'ftp://calendar.example.com/v1/',
  ])('and not when one of them only looks like it: %s (R-F02)', (url) => {
    expect(match(url)).toBeUndefined()
  })

  it.each([
    ['%00', '%30'],
    ['a%2500.json', 'a%2520.json'],
    ['%c0%ae%c0%ae/admin', '%c2%ae%c2%ae/admin'],
    ['%e0%80%ae./admin', '%e4./admin'],
    ['%f0%80%80%ae%25u002e/admin', '%f0%9f%98%80/admin'],
    ['%u002e%u002e%u002fadmin', 'a%20b/file%2ejson'],
    ['%25u002e./admin', '..foo/ä'],
    ['%ef%bc%8e./admin', 'a%ef%bc%8e./admin'],
    ['%e2%80%a4./admin', 'a%e2%80%a4./admin'],
    ['..%20/admin', '..a%20/admin'],
  ])('12.19: and not with dots that only some servers see: %s, beside %s (R-F02)', (hostile, honest) => {
    expect(match(`https://calendar.example.com/v1/${hostile}`)).toBeUndefined()
    expect(match(`https://calendar.example.com/v1/${honest}`)).toBe('calendar')
  })

  it.each([
    ['filesystem: in Chromium', 'filesystem:https://calendar.example.com/temporary/v1/x'],
    ['jar: in Firefox', 'jar:https://calendar.example.com/evil!/v1/x'],
  ])('and not when an engine gives it the origin and a path of the URL that it wraps: %s (R-F02)', (_, href) => {
    // What those engines say; Node's says that the origin is opaque.
    const url = { href, origin: 'https://calendar.example.com', pathname: '/v1/x', username: '', password: '' }

    expect(matchApi([CALENDAR], url as URL)).toBeUndefined()
  })

  it('of its own, the one with the longest path, in whatever order they are declared', () => {
    const all = [
      api('root', 'https://a.example/'),
      api('deep', 'https://a.example/v1/deep'),
      api('v1', 'https://a.example/v1'),
    ]

    expect(match('https://a.example/v1/deep/x', ...all)).toBe('deep')
    expect(match('https://a.example/v1/deeper', ...all)).toBe('v1')
    expect(match('https://a.example/v10', ...all)).toBe('root')
  })

  it('of equal ones, the first that is declared', () => {
    expect(match('https://a.example/x', api('one', 'https://a.example/'), api('two', 'https://a.example/'))).toBe('one')
  })

  it('whose code was encoded eight times, and no more', () => {
    const nested = (times: number) => `https://calendar.example.com/v1/%${'25'.repeat(times)}41`

    expect(match(nested(7))).toBe('calendar')
    expect(match(nested(8))).toBeUndefined()
  })

  it.each([
    ['x%2f.', 'x%2f.a'],
    ['x%2f./y', 'x.y'],
    ['.%20%09.%2fadmin', 'a%20%09b'],
    ['%u002fadmin', '%u00'],
  ])('and not with a segment of one dot, or of two with blanks between: %s, beside %s (R-F02)', (hostile, honest) => {
    expect(match(`https://calendar.example.com/v1/${hostile}`)).toBeUndefined()
    expect(match(`https://calendar.example.com/v1/${honest}`)).toBe('calendar')
  })

  it('that has several addresses', () => {
    expect(match('https://b.example/x', api('two', 'https://a.example/', 'https://b.example/'))).toBe('two')
  })

  it('only if its origin is the declared one, whatever is written in front or behind (R-F02)', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = `https://${before}calendar.example.com${after}`
        const url = URL.canParse(text) ? new URL(text) : undefined
        if (url && matchApi([CALENDAR], url)) {
          expect(url.origin).toBe('https://calendar.example.com')
          expect(url.pathname === '/v1' || url.pathname.startsWith('/v1/')).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('an API', () => {
  it('shares its origin only with another API', () => {
    const one = api('one', 'https://a.example/one', 'https://a.example/uno')
    const beside = (...others: Api[]) =>
      sharesOrigin(
        one,
        [one, ...others].flatMap(({ places }) => places),
      )

    expect(beside()).toBe(false)
    expect(beside(api('two', 'https://a.example/two'))).toBe(true)
    expect(beside(api('two', 'https://b.example/two'))).toBe(false)
  })

  it('shares its origin with another API at one of its places alone', () => {
    const one = api('one', 'https://a.example/one', 'https://b.example/one')
    const two = api('two', 'https://b.example/two')

    expect(sharesOrigin(one, [...one.places, ...two.places])).toBe(true)
  })
})
