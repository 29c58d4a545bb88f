import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { toInstant } from '../../src/domain/time.js'
import {
  AUTHORIZATION_RESPONSE,
  checkLeftOpen,
  checkTimes,
  findOdd,
  findWrong,
  isSince,
  TOKEN_RESPONSE,
} from '../../src/protocol/left-open.js'
import type { Expectation, Received } from '../../src/protocol/received-id-token.js'
import type { Wire } from '../../src/protocol/wire.js'
import { spell, toBytes } from '../support/bytes.js'

const NOW = 1_790_000_000
const wire = { now: () => ({ wall: toInstant(NOW * 1000), elapsed: 0 }), subtle: crypto.subtle } as unknown as Wire

const CLAIMS = { iss: 'https://id.example.com', sub: 'ada', aud: 'app', iat: NOW, exp: NOW + 300, nonce: 'n' }
const received = (claims: object, alg = 'RS256') => ({ header: { alg }, claims, now: NOW }) as unknown as Received

/** Of a sign-in that has just begun, with more asked for. */
const signIn = (asked: object = {}) => ({ nonce: new Secret('n'), startedAt: toInstant(NOW * 1000), ...asked })
const renewal = (previous: object = {}) => ({ previous: { ...CLAIMS, nonce: undefined, ...previous }, clockOffset: 0 })

/** The claim that a check stumbles over; `undefined` when it passes. */
async function stumble(
  changes: object,
  {
    proof = signIn(),
    accessToken,
    alg,
    ...expected
  }: { proof?: object; accessToken?: string; alg?: string; audiences?: string[] } = {},
): Promise<string | undefined> {
  const expectation = { clientId: 'app', proof, accessToken, ...expected } as unknown as Expectation & {
    accessToken: string
  }
  return checkLeftOpen(wire, received({ ...CLAIMS, ...changes }, alg), expectation).then(
    () => undefined,
    ({ code, details }) => `${code} ${details.claim}`,
  )
}

describe('a parameter of a redirect', () => {
  const find = (name: string, ...values: string[]) => findWrong(AUTHORIZATION_RESPONSE, { name, values })

  it('comes once', () => {
    expect(find('code', 'x')).toBeUndefined()
    expect(find('code', 'x', 'y')).toBe('repeated')
    expect(find('code')).toBe('repeated')
  })

  it.each([
    ['access_token', 'token_type'],
    ['id_token', 'id_tokem'],
    ['token', 'toke'],
    ['my_token_2', 'token_type'],
    ['token_type_hint', 'type'],
    ['response', 'response_mode'],
    ['response', 'my_response'],
  ])('is no token: %s is not allowed, %s is (RFC 9700 section 2.1.2)', (hostile, honest) => {
    expect(find(hostile, 'x')).toBe('not-allowed')
    expect(find(honest, 'x')).toBeUndefined()
  })
})

describe('a token response', () => {
  const find = (changes: object, isBound = false) =>
    findWrong(TOKEN_RESPONSE, { access_token: 'a', token_type: isBound ? 'dpop' : 'bearer', isBound, ...changes })

  it.each([
    ['access_token', 'a b', 'a~!b'],
    ['access_token', 7, 'a'],
    ['refresh_token', '\u00e9~', '!~'],
    ['access_token', 'a\n', 'a'],
    ['access_token', '\x7f', '~'],
    ['access_token', ' a', '!a'],
    ['access_token', '', 'a'],
    ['refresh_token', 'a\n', 'a b'],
    ['refresh_token', '\u00e9', '~ ~'],
    ['refresh_token', '', ' '],
    ['refresh_token', 7, undefined],
    ['token_type', 'dpop', 'bearer'],
    ['authorization_details', [{ type: 'a' }, {}], [{ type: 'a' }, { type: 'b' }]],
    ['authorization_details', 'text', []],
    ['authorization_details', [null], undefined],
  ])('has a sound %s: %j is refused, %j is taken', (name, hostile, honest) => {
    expect(find({ [name]: hostile })).toBe(name)
    expect(find({ [name]: honest })).toBeUndefined()
  })

  it('to a proof is bound, and without one is not (RFC 9449 section 5)', () => {
    expect(find({}, true)).toBeUndefined()
    expect(find({ token_type: 'bearer' }, true)).toBe('token_type')
  })

  it.each([
    ['refresh_token', 7, 'r'],
    ['id_token', '', 'x'],
    ['id_token', [], 'x'],
    ['scope', 7, ''],
    ['authorization_details', {}, []],
    ['expires_in', 'soon', '3600'],
    ['access_token', '', 'a'],
    ['access_token', undefined, 'a'],
    ['access_token', {}, 'a'],
  ])('at a renewal goes on without its %s when that is %j, and with %j', (name, odd, sound) => {
    expect(findOdd({ access_token: 'a', [name]: odd })).toEqual([name])
    expect(findOdd({ access_token: 'a', [name]: sound })).toEqual([])
  })
})

describe('a claim of an ID token', () => {
  it.each([
    ['aud', { aud: ['app', 'other'], azp: 'app' }, { aud: ['app'], azp: 'app' }],
    ['azp', { azp: 'other' }, { azp: 'app' }],
    ['sub', { sub: 'a'.repeat(256) }, { sub: 'a'.repeat(255) }],
    ['sub', { sub: '' }, { sub: ' ' }],
    ['sub', { sub: 'é' }, { sub: '~' }],
    ['sub', { sub: 'a\n' }, { sub: 'a b' }],
    ['iat', { iat: 0 }, { iat: 1 }],
    ['iat', { iat: -1 }, { iat: NOW }],
    ['nbf', { nbf: 0 }, { nbf: 1 }],
  ])('%s is right at a sign-in: not %j, but %j', async (name, hostile, honest) => {
    expect(await stumble(hostile)).toBe(`id-token-claim ${name}`)
    expect(await stumble(honest)).toBeUndefined()
  })

  it('aud names whom the app names, besides the client (section 3.1.3.7, 3)', async () => {
    const claims = { aud: ['app', 'project'], azp: 'app' }

    expect(await stumble(claims, { audiences: ['project'] })).toBeUndefined()
    expect(await stumble(claims, { audiences: ['another'] })).toBe('id-token-claim aud')
  })

  it.each([
    ['sub', { sub: 'grace' }, {}],
    ['iat', { iat: NOW - 1 }, { iat: NOW }],
    ['azp', { azp: 'app' }, { azp: 'app', aud: ['app', 'project'] }],
    ['nonce', { nonce: 'another' }, {}],
  ])('%s is that of the token before at a renewal: not %j, but %j (section 12.2)', async (name, hostile, honest) => {
    const options = { proof: renewal(), audiences: ['project'] }

    expect(await stumble({ nonce: undefined, ...hostile }, options)).toBe(`id-token-claim ${name}`)
    expect(await stumble({ nonce: undefined, ...honest }, options)).toBeUndefined()
  })

  it('nonce at a renewal is that of the sign-in, or none; azp stays (section 12.2)', async () => {
    const before = renewal({ nonce: 'n', azp: 'app' })

    expect(await stumble({ nonce: 'n', azp: 'app' }, { proof: before })).toBeUndefined()
    expect(await stumble({ nonce: undefined, azp: 'app' }, { proof: before })).toBeUndefined()
    expect(await stumble({ nonce: 'n' }, { proof: before })).toBe('id-token-claim azp')
    expect(await stumble({ nonce: 'n', aud: ['app', 'project'] }, { proof: before, audiences: ['project'] })).toBe(
      'id-token-claim azp',
    )
  })

  it('acr is one of those that were asked for', async () => {
    const proof = signIn({ acr: ['gold', 'silver'] })

    expect(await stumble({ acr: 'silver' }, { proof })).toBeUndefined()
    expect(await stumble({ acr: 'bronze' }, { proof })).toBe('id-token-claim acr')
    expect(await stumble({}, { proof })).toBe('id-token-claim acr')
  })

  it('auth_time is within max_age before the attempt began, and five seconds (section 3.1.2.1)', async () => {
    const proof = signIn({ maxAge: 60 })

    expect(await stumble({ auth_time: NOW - 65 }, { proof })).toBeUndefined()
    expect(await stumble({ auth_time: NOW - 66 }, { proof })).toBe('id-token-claim auth_time')
    expect(await stumble({}, { proof })).toBe('id-token-claim auth_time')
    expect(await stumble({ auth_time: NOW - 5 }, { proof: signIn({ maxAge: 0 }) })).toBeUndefined()
    expect(await stumble({ auth_time: NOW - 6 }, { proof: signIn({ maxAge: 0 }) })).toBe('id-token-claim auth_time')
    expect(await stumble({ auth_time: 1 })).toBeUndefined()
  })

  it('auth_time is judged by the clock that made the token', () => {
    const behind = { auth_time: NOW - 3_600, iat: NOW - 3_600 }

    expect(isSince(wire, behind, NOW * 1000)).toBe(true)
    expect(isSince(wire, { ...behind, auth_time: NOW - 3_605 }, NOW * 1000)).toBe(true)
    expect(isSince(wire, { ...behind, auth_time: NOW - 3_606 }, NOW * 1000)).toBe(false)
    expect(isSince(wire, { iat: NOW }, NOW * 1000)).toBe(false)
  })

  it.each([
    ['RS256', 'SHA-256', 16],
    ['ES384', 'SHA-384', 24],
    ['PS512', 'SHA-512', 32],
    ['EdDSA', 'SHA-512', 32],
    ['Ed25519', 'SHA-512', 32],
  ])('at_hash belongs to the access token that came with it: %s (section 3.1.3.8)', async (alg, algorithm, half) => {
    const hash = new Uint8Array(await crypto.subtle.digest(algorithm, toBytes('token')))
    const at_hash = spell(hash.subarray(0, half), 'base64url')

    expect(await stumble({ at_hash }, { alg, accessToken: 'token' })).toBeUndefined()
    expect(await stumble({ at_hash }, { alg, accessToken: 'another' })).toBe('id-token-claim at_hash')
    expect(await stumble({}, { alg, accessToken: 'token' })).toBeUndefined()
    expect(await stumble({ at_hash: 'x' }, { alg })).toBeUndefined()
  })

  it('that is wrong tells of nothing else: another one’s error has no audiences', async () => {
    const check = checkLeftOpen(wire, received({ ...CLAIMS, sub: '' }), {
      clientId: 'app',
      proof: signIn(),
    } as unknown as Expectation & { accessToken: undefined })

    expect(await check.catch(({ details }) => details)).toStrictEqual({ claim: 'sub' })
  })

  it('aud that is wrong tells whom else the token is for, as far as an option could name them', async () => {
    const aud = ['app', 7, 'b c', 'a'.repeat(201), 'p'.repeat(200), '1', '2', '3', '4', '5']
    const check = checkLeftOpen(wire, received({ ...CLAIMS, aud, azp: 'app' }), {
      clientId: 'app',
      proof: signIn(),
    } as unknown as Expectation & { accessToken: undefined })

    await expect(check).rejects.toMatchObject({
      details: { claim: 'aud', audiences: ['p'.repeat(200), '1', '2', '3', '4'] },
    })
  })
})

describe('a time of an ID token', () => {
  const clock = (claims: object) => {
    try {
      checkTimes(received(claims))
      return undefined
    } catch (error) {
      return Object(error).details
    }
  }

  it.each([
    ['iat', -660, -659],
    ['iat', 60, 59],
    ['auth_time', 60, 59],
  ])('%s does not fit this clock when it is off by %s seconds, and does by %s', (claim, far, near) => {
    expect(clock({ [claim]: NOW + far })).toEqual({ claim, offBySeconds: far })
    expect(clock({ [claim]: NOW + near })).toBeUndefined()
  })

  it('auth_time may be long ago, and what is no time is not compared', () => {
    expect(clock({ auth_time: 1 })).toBeUndefined()
    for (const iat of [0, -1, '1', undefined]) expect(clock({ iat })).toBeUndefined()
  })
})
