import { describe, expect, it } from 'vitest'
import { isLoopbackHost, isSafeUrl, toUrl } from '../../src/domain/address.js'

describe('a loopback host', () => {
  it.each(['localhost', 'app.localhost', 'a.b.localhost', '127.0.0.1', '127.8.9.10', '[::1]'])('is %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  })

  it.each([
    'localhost.evil.example',
    'notlocalhost',
    'localhost.',
    '127.0.0.1.evil.example',
    '128.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '[::2]',
    '[::ffff:7f00:1]',
    'example.com',
    '',
  ])('is not %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })

  it('is what the browser makes of other spellings of it', () => {
    for (const spelling of ['http://LOCALHOST/', 'http://127.1/', 'http://0x7f.0.0.1/', 'http://2130706433/']) {
      expect(isLoopbackHost(new URL(spelling).hostname)).toBe(true)
    }
  })
})

describe('a URL may be used', () => {
  it.each([
    ['https://a.example/', false, true],
    ['http://localhost:5173/', true, true],
    ['http://localhost:5173/', false, false],
    ['http://a.example/', true, false],
    ['https://ada@a.example/', true, false],
    ['https://:x@a.example/', true, false],
    ['javascript:alert(1)', true, false],
    ['data:text/html,x', true, false],
    ['file:///etc/passwd', true, false],
    ['ftp://localhost/', true, false],
    ['blob:https://a.example/x', true, false],
    ['wss://a.example/', true, false],
  ])('or not: %s, named on a loopback host: %s, gives %s', (url, isNamedOnLoopback, isAllowed) => {
    expect(isSafeUrl(new URL(url), isNamedOnLoopback)).toBe(isAllowed)
  })
})

it.each([undefined, null, 7, {}, [], '', 'a', '/a', '//a', 'https://'])('finds no URL in %s', (value) => {
  expect(toUrl(value)).toBeUndefined()
})

it('finds the URL in a text, also one that is relative to another, and in nothing that only becomes a text', () => {
  expect(toUrl('https://a.example/b')?.href).toBe('https://a.example/b')
  expect(toUrl('b?c', 'https://a.example/d/')?.href).toBe('https://a.example/d/b?c')
  expect(toUrl({ toString: () => 'https://a.example/' })).toBeUndefined()
})
