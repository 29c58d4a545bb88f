import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toBase64Url } from '../../src/domain/base64url.js'
import { fromBase64Url } from '../../src/domain/from-base64url.js'
import { spell } from '../support/bytes.js'

it('writes bytes without padding and without letters that an address would change, and reads them back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = toBase64Url(bytes)

      expect(text).toMatch(/^[\w-]*$/)
      expect([...fromBase64Url(text)]).toEqual([...bytes])
      expect(text).toBe(spell(bytes, 'base64url'))
    }),
  )
})
