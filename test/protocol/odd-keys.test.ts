import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, setUp, setUpExpired, setUpSignedIn, signIn } from '../support/home.js'

type Members = Readonly<Record<string, unknown>>

/** What may stand in a key set beside the good key, made of it where that makes it more alike. */
const ODD: readonly [what: string, toKeys: (good: Members) => readonly unknown[]][] = [
  ['null', () => [null]],
  ['a number', () => [7]],
  ['a text', () => ['key']],
  ['a truth', () => [true]],
  ['a list', () => [[]]],
  ['a list of keys', (good) => [[good]]],
  ['an empty object', () => [{}]],
  ['a key of a kind that nobody knows', (good) => [{ ...good, kty: 'AKP' }]],
  ['a key on a curve that nobody knows', (good) => [{ ...good, kty: 'EC', crv: 'P-1' }]],
  ['a key whose numbers are missing', ({ kty, alg, kid }) => [{ kty, alg, kid }]],
  ['a key whose numbers are no base64url', (good) => [{ ...good, n: '%%%', e: '%%%' }]],
  ['a key whose numbers are no texts', (good) => [{ ...good, n: 7, e: null }]],
  ['a key whose numbers are lists', (good) => [{ ...good, n: [good['n']], e: {} }]],
  ['a symmetric key', (good) => [{ ...good, kty: 'oct', k: 'c2VjcmV0' }]],
  ...['kid', 'kty', 'alg', 'use', 'key_ops', 'crv', 'n', 'e'].flatMap((member): typeof ODD =>
    [7, true, [], {}, [null], { toString: 1, valueOf: 1, includes: 1, length: 1 }].map((value) => [
      `a key whose ${member} is ${JSON.stringify(value)}`,
      (good) => [{ ...good, [member]: value }],
    ]),
  ),
  ['a private key that is broken', (good) => [{ ...good, d: 7, p: null, q: [], oth: {} }]],
  ['members that reach a prototype', () => [JSON.parse('{"__proto__":{"kty":"RSA"},"constructor":null}')]],
  ['a thousand of them', () => Array.from({ length: 1_000 }, (_, at) => [null, at, {}, 'x'][at % 4])],
]

/** Publishes these in place of the key set's keys. */
const publishing = (change: (keys: readonly Members[]) => unknown): Lie => ({
  jwks: (set) => ({ ...set, keys: change(set.keys as unknown as readonly Members[]) as never }),
})

const first = (keys: readonly Members[]): Members => keys[0] as Members

const nameless: Lie = { idToken: ({ header: { kid: _, ...header }, ...token }) => ({ ...token, header }) }

describe('12.15 a key set with an odd member (R-I05, R-I06)', () => {
  it.each(ODD)('signs in by the good key beside it: %s', async (_, toKeys) => {
    const { tab, provider } = setUp()
    provider.lie(publishing((keys) => [...toKeys(first(keys)), ...keys, ...toKeys(first(keys))]))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it.each(ODD.filter(([what]) => !/kid is/.test(what)))(
    'leaves it plain which key a token without a name means: %s',
    async (_, toKeys) => {
      const { tab, provider } = setUp()
      provider.lie(nameless)
      provider.lie(publishing((keys) => [...toKeys(first(keys)), ...keys]))

      expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    },
  )

  it.each(ODD)('alone signs nobody in: %s', async (_, toKeys) => {
    const { tab, provider } = setUp()
    provider.lie(publishing((keys) => toKeys(first(keys)).filter((key) => !isGood(key, first(keys)))))

    expect((await signIn(tab, provider)).state).toMatchObject({
      status: 'signed-out',
      error: { code: 'id-token-signature' },
    })
  })

  it.each(['alg', 'use', 'key_ops', 'crv', 'kid'])('counts a null %s as absent (R-I05)', async (member) => {
    const { tab, provider } = setUp()
    provider.lie(publishing(([good]) => [{ ...good, [member]: null }]))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it.each(ODD)('renews by the good key beside it, and ends no session: %s', async (_, toKeys) => {
    const { auth, provider } = await setUpExpired()
    provider.lie(publishing((keys) => [...toKeys(first(keys)), ...keys]))

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(auth.state.status).toBe('signed-in')
  })

  it('is read for a signed /userinfo, too', async () => {
    const { auth, provider } = await setUpSignedIn({ provider: { signedUserInfo: true } })
    provider.lie(publishing((keys) => [null, { ...first(keys), key_ops: { includes: 1 } }, ...keys]))

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada' })
  })
})

describe('12.15 what is no key set', () => {
  it.each([[undefined], [null], [7], ['keys'], [{}], [{ 0: {}, length: 1 }]])(
    'because its keys are %j is keys that cannot be had, and signs nobody in',
    async (keys) => {
      const { tab, provider } = setUp()
      provider.lie(publishing(() => keys))

      expect((await signIn(tab, provider)).state).toMatchObject({
        status: 'signed-out',
        error: { code: 'id-token-keys', details: { why: 'no key set' } },
      })
    },
  )

  it.each(['<html>', '[]', 'null', '{"keys":{}}', ''])(
    'but %j makes a renewal wait before its refresh token is spent (R-R08)',
    async (text) => {
      const { world, auth, provider, seen } = await setUpExpired()
      const stop = provider.lie({ respond: (endpoint) => (endpoint === 'jwks' ? new Response(text) : undefined) })

      await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-unavailable' })
      expect(seen('token')).toEqual([])
      stop()
      await world.advanceSeconds(70)

      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    },
  )
})

/** Whether what was made of the good key is still the good key. */
const isGood = (key: unknown, good: Members): boolean =>
  JSON.stringify(toSorted(Object(key))) === JSON.stringify(toSorted(good))

const toSorted = (key: object) => Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))
