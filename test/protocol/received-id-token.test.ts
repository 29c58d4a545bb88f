import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { toInstant } from '../../src/domain/time.js'
import { toSkew } from '../../src/protocol/clock.js'
import { type Expectation, receive, toClientFor, toJwtResponse } from '../../src/protocol/received-id-token.js'
import type { Wire } from '../../src/protocol/wire.js'
import { spell, toBytes } from '../support/bytes.js'

const NOW = 1_790_000_000
const DAY = 86_400
const wire = { now: () => ({ wall: toInstant(NOW * 1000), elapsed: 0 }) } as unknown as Wire

const encode = (value: object) => spell(toBytes(JSON.stringify(value)), 'base64url')
const toJwt = (claims: object) => `${encode({ alg: 'RS256' })}.${encode(claims)}.c2ln`

/** By how much this clock is found to be behind, and by which moment a token is judged, from now. */
function judged(claims: object, proof: object, ahead?: number) {
  const { clockOffset, now } = receive(wire, toJwt(claims), proof as Expectation['proof'], ahead)
  return [clockOffset, now - NOW]
}
/** The same at a sign-in whose nonce the token has, and that was made so many seconds from now. */
const signIn = (seconds: number, claims: object = {}, asked: object = {}) =>
  judged(
    { nonce: 'n', iat: NOW + seconds, exp: NOW + seconds + 3_600, ...claims },
    { nonce: new Secret('n'), startedAt: toInstant(NOW * 1000), ...asked },
  )

describe('a clock', () => {
  it.each([0, -1, -660, 59])('is believed at a sign-in with a token of %s seconds from now', (seconds) => {
    expect(signIn(seconds)[0]).toBe(0)
  })

  it.each([-661, 61, DAY, -DAY])(
    'is put right by a token with the nonce of the sign-in, of %s seconds from now',
    (seconds) => {
      expect(signIn(seconds)).toEqual([seconds, seconds])
    },
  )

  it.each([DAY + 1, -DAY - 1])('is off by more than a day for nobody: %s', (seconds) => {
    expect(signIn(seconds)).toEqual([0, 0])
  })

  it('is never put right by a token without the nonce of this sign-in: whoever plays one back does not turn it', () => {
    expect(signIn(-3_600, { nonce: 'another' })).toEqual([0, 0])
    expect(signIn(-3_600, { nonce: undefined })).toEqual([0, 0])
    expect(signIn(-3_600)).toEqual([-3_600, -3_600])
  })

  it('is put right by minutes where a token lives no longer, or the sign-in must be recent', () => {
    expect(signIn(-300)).toEqual([0, 0])
    expect(signIn(-300, { exp: NOW - 60 })).toEqual([-300, -300])
    expect(signIn(-300, { exp: NOW - 59 })).toEqual([0, 0])
    expect(signIn(-300, { exp: 'soon' })).toEqual([0, 0])
    expect(signIn(-300, {}, { maxAge: 0 })).toEqual([-300, -300])
    expect(signIn(-60, {}, { maxAge: 0 })).toEqual([0, 0])
    expect(signIn(-61, {}, { maxAge: 0 })).toEqual([-61, -61])
  })

  it('is not put right by a time that is none', () => {
    expect(signIn(0, { iat: 'x' })).toEqual([0, 0])
    expect(signIn(0, { iat: undefined })).toEqual([0, 0])
    expect(signIn(0, { iat: `${NOW - 3_600}` })).toEqual([0, 0])
    expect(signIn(-300, { exp: `${NOW - 60}` })).toEqual([0, 0])
    expect(judged({ iat: `${NOW + 30}` }, { previous: {}, clockOffset: 0 })).toEqual([0, 0])
  })

  it('is what the sign-in found it to be, at a renewal, or put right since: whichever the token is nearer to', () => {
    const renewal = (seconds: number | undefined, clockOffset: number) =>
      judged({ iat: seconds === undefined ? undefined : NOW + seconds }, { previous: {}, clockOffset })

    expect(renewal(1_000, 1_000)[0]).toBe(1_000)
    expect(renewal(501, 1_000)[0]).toBe(1_000)
    expect(renewal(500, 1_000)[0]).toBe(1_000)
    expect(renewal(499, 1_000)[0]).toBe(0)
    expect(renewal(undefined, 1_000)[0]).toBe(1_000)
    expect(renewal(-1_000, -1_000)[0]).toBe(-1_000)
  })
})

describe('a token that was made a little later than now', () => {
  it('is judged by its own time: of a sign-in within a minute, of a renewal within a day', () => {
    const renewal = { previous: {}, clockOffset: 0 }

    expect(signIn(59)[1]).toBe(59)
    expect(signIn(60)[1]).toBe(0)
    expect(judged({ iat: NOW + DAY - 1 }, renewal)[1]).toBe(DAY - 1)
    expect(judged({ iat: NOW + DAY }, renewal)[1]).toBe(0)
    expect(judged({ iat: NOW - 5 }, renewal)[1]).toBe(0)
  })

  it('is so within what is allowed for it', () => {
    const renewal = { previous: {}, clockOffset: 0 }

    expect(judged({ iat: NOW + 59 }, renewal, 60)[1]).toBe(59)
    expect(judged({ iat: NOW + 60 }, renewal, 60)[1]).toBe(0)
  })
})

describe('the library', () => {
  it('reads the claims as they are shown, once, and from then on what was signed', async () => {
    const token = toJwt({ iat: NOW, name: null })
    const got = receive(wire, token, { previous: {}, clockOffset: 0 } as never)
    const response = toJwtResponse(got)
    const texts = [await response.text(), await response.text()]

    expect(got.shown).not.toBe(token)
    expect(response.headers.get('content-type')).toBe('application/jwt')
    expect(texts.map((text) => text.split('.').join('.'))).toEqual([got.shown, token])
  })

  it('is given the clock that a token is judged by', () => {
    const here = { now: () => ({ wall: toInstant(Date.now()), elapsed: 0 }) } as unknown as Wire
    const skewOf = (received?: { readonly now: number }) =>
      Reflect.ownKeys(toClientFor(here, 'app', received as never)).map((key) =>
        Reflect.get(toClientFor(here, 'app', received as never), key),
      )

    expect(skewOf()).toContain(0)
    expect(skewOf({ now: Date.now() / 1000 + 3_600 })).toContain(3_600)
    expect(skewOf({ now: Date.now() / 1000 - 3_600 })).toContain(-3_600)
  })

  it('reads another clock than a page: what is between them is made up for', () => {
    const engine = Date.now()

    expect(toSkew({ wall: toInstant(engine + 5_000), elapsed: 0 })).toBe(5)
    expect(toSkew({ wall: toInstant(engine - 5_000), elapsed: 0 }, 100)).toBe(95)
  })
})

it('what was received is kept as it came', () => {
  const token = toJwt({ iat: NOW })

  expect(receive(wire, token, { previous: {}, clockOffset: 0 } as never)).toMatchObject({
    text: token,
    header: { alg: 'RS256' },
    claims: { iat: NOW },
  })
})
