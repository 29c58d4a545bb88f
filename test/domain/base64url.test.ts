import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../src/domain/base64url.js'

it('writes bytes without padding and without letters that an address would change, and reads them back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = toBase64Url(bytes)

      expect(text).toMatch(/^[\w-]*$/)
      expect([...fromBase64Url(text)]).toEqual([...bytes])
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
    }),
  )
})
