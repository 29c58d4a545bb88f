import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { expectNobody } from '../support/outcome.js'

const HOUR_MS = 3_600_000

const claims = (change: (honest: Readonly<Record<string, unknown>>) => object): Lie => ({
  idToken: (token) => ({ ...token, claims: { ...token.claims, ...change(token.claims) } }),
})

describe('a device whose clock is wrong', () => {
  it.each([-20, -3, -1, 1, 3, 20])(
    'by %i hours signs in all the same, says so, and calls its API (F-35, F-36)',
    async (hours) => {
      const { world, tab, provider } = setUp()
      world.setWallBy(hours * HOUR_MS)

      const auth = await signIn(tab, provider)

      expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
      expect((await auth.inspect()).clockOffsetSeconds).toBe(-hours * 3600)
      expect(tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'clock-off' }))
    },
  )

  it.each([-3, 3])('by %i hours renews, also with an ID token in the answer, and survives a reload', async (hours) => {
    const { world, tab, provider } = setUp()
    world.setWallBy(hours * HOUR_MS)
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)

    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-in' })
    expect((await tab.auth().fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it.each([-30, 30])('by %i hours is told that its clock is wrong, and by how much', async (hours) => {
    const home = setUp()
    home.world.setWallBy(hours * HOUR_MS)
    const auth = await signIn(home.tab, home.provider)

    await expectNobody(home, auth, 'id-token-clock')
    expect(auth.state.error?.details).toMatchObject({ offBySeconds: -hours * 3600 })
  })

  it('by half a minute is right enough, and nothing is said', async () => {
    const { world, tab, provider } = setUp()
    world.setWallBy(30_000)
    const auth = await signIn(tab, provider)

    expect((await auth.inspect()).clockOffsetSeconds).toBe(0)
    expect(tab.events).not.toContainEqual(expect.objectContaining({ code: 'clock-off' }))
  })

  it('is no excuse for a token of another sign-in: the nonce is what makes its time believed', async () => {
    const home = setUp()
    home.world.setWallBy(3 * HOUR_MS)
    home.provider.lie(claims(() => ({ nonce: 'of an old one' })))

    const auth = await signIn(home.tab, home.provider)

    await expectNobody(home, auth, 'id-token-clock')
  })

  it('is no excuse for a token whose signature is wrong', async () => {
    const home = setUp()
    home.world.setWallBy(3 * HOUR_MS)
    home.provider.lie({ idToken: (token) => ({ ...token, signature: 'corrupt' }) })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('is no excuse for a token that had ended when it was made (R-I12)', async () => {
    const home = setUp()
    home.world.setWallBy(3 * HOUR_MS)
    home.provider.lie(claims(({ iat }) => ({ exp: Number(iat) - 360 })))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-clock')
  })

  it.each([3, 6, 7, 9, 10, 11, 12, 20])(
    'logs in with a clock that is %i minutes ahead, where ID tokens live for five',
    async (minutes) => {
      const home = setUp()
      home.world.setWallBy(minutes * 60_000)

      const auth = await signIn(home.tab, home.provider)

      expect(auth.state.status).toBe('signed-in')
      await home.world.advanceSeconds(400)
      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    },
  )

  it('does not let a renewed ID token in that expired half an hour ago', async () => {
    const { world, auth, provider } = await setUpSignedIn()
    await world.advanceSeconds(600)
    provider.lie(claims(({ iat }) => ({ exp: Number(iat) - 1_800 })))

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-invalid' })
  })

  it('that is put back by hours while a session stands does not end it at the next renewal (F-37)', async () => {
    const { world, auth } = await setUpSignedIn()
    await world.advanceSeconds(600)
    world.setWallBy(-3 * HOUR_MS)

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(auth.state.status).toBe('signed-in')
  })

  it('and a user who takes ten minutes at the provider are not mixed up', async () => {
    const { world, tab, provider } = setUp()
    const url = await visitProvider(tab, provider)
    await world.advanceSeconds(50)
    tab.goTo(url)
    const auth = tab.auth()
    await auth.ready

    expect((await auth.inspect()).clockOffsetSeconds).toBe(0)
  })
})
