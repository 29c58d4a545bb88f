import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, ISSUER, setUp, signIn } from '../support/home.js'

/** Token responses that say this of how long the access token lasts; `undefined` says nothing. */
const saying = (expires_in: unknown): Lie => ({
  tokenResponse: ({ expires_in: _, ...body }) => (expires_in === undefined ? body : { ...body, expires_in }),
})

/** Signed in with a token that is said to last so long. */
async function setUpSaying(expires_in: unknown) {
  const home = setUp()
  const stop = home.provider.lie(saying(expires_in))
  const auth = await signIn(home.tab, home.provider)
  await home.world.rest()
  home.provider.requests.length = 0
  return { ...home, auth, stop, call: () => auth.fetch(`${CALENDAR}events`) }
}

describe('12.16 an access token (R-T08, R-R10)', () => {
  it.each([-1, '-1', -0.5, '-3600', -1e300])(
    'that lasts %s seconds is over at once: renewed before it is used',
    async (said) => {
      const { call, calls, seen, stop } = await setUpSaying(said)
      stop()

      expect((await call()).status).toBe(200)

      expect(seen('token')).toHaveLength(1)
      expect(calls()).toHaveLength(1)
    },
  )

  it.each(['300', '300.0', 300.9, '300.9'])(
    'that lasts %s seconds is used so long, and renewed after it',
    async (said) => {
      const { world, call, seen } = await setUpSaying(said)

      await world.advanceSeconds(200)
      await call()
      const before = seen('token').length
      await world.advanceSeconds(101)
      await call()

      expect([before, seen('token').length]).toEqual([0, 1])
    },
  )

  it.each([undefined, null, '', 'soon', '0x10', true, [300], { seconds: 300 }])(
    'of which nobody told how long it lasts (%j) is used until an API refuses it',
    async (said) => {
      const { world, auth, call, calls, provider, seen } = await setUpSaying(said)

      await call()
      expect((await auth.inspect()).tokens['calendar']?.expiresAt).toBeUndefined()
      expect(seen('token')).toEqual([])
      provider.revokeAccessTokens()
      await world.advanceSeconds(5)

      expect((await call()).status).toBe(200)
      expect([seen('token').length, calls().length]).toEqual([1, 3])
    },
  )

  it('that never lasts at all costs one renewal a call, joined by calls at once, and none without a call', async () => {
    const { world, call, seen } = await setUpSaying(-1)

    const [one, ...others] = await Promise.all(Array.from({ length: 20 }, call))
    expect([one, ...others].every((response) => response?.status === 200)).toBe(true)
    expect(seen('token')).toHaveLength(1)
    await call()
    await world.advanceSeconds(3_600)

    expect(seen('token')).toHaveLength(2)
  })

  it('that never lasts at all is good for userInfo() once it was renewed', async () => {
    const { auth, seen } = await setUpSaying(-1)

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' })
    expect(seen('token')).toHaveLength(1)
    expect(seen('userinfo').map(({ url }) => url)).toEqual([`${ISSUER}/userinfo`])
  })
})
