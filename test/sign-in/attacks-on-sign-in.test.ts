import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, departure, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

describe('the way back', () => {
  it('is noted once per tab, however many sign-ins are given up (R-C16)', async () => {
    const { tab } = setUp()
    const auth = tab.auth()

    for (let time = 0; time < 30; time += 1) await departure(tab, () => auth.signIn({ params: { time: `${time}` } }))

    expect(tab.notes.size).toBe(1)
  })

  it('from a sign-in and from a sign-out is noted side by side', async () => {
    const { tab, auth, provider } = await setUpSignedIn()
    const url = await departure(tab, () => auth.signOut({ returnTo: '/bye' }))
    await departure(tab, () => auth.signIn({ returnTo: '/lists' }))

    tab.goTo(provider.endSession(url) ?? '')
    await tab.auth().ready

    expect(tab.url).toBe(`${APP}/bye`)
  })

  it('of an older sign-in does not lead to where a newer one wanted', async () => {
    const { tab, provider } = setUp()
    const auth = tab.auth()
    const older = await departure(tab, () => auth.signIn({ returnTo: '/older' }))
    await departure(tab, () => auth.signIn({ returnTo: '/newer' }))

    tab.goTo(await provider.authorize(older))
    await tab.auth().ready

    expect(tab.url).toBe(`${APP}/older`)
  })

  it.each([
    ['a user and a password', 'https://ada:x@todo.example.com/lists', `${APP}/lists`],
    ['a user without a scheme', '//ada@todo.example.com/lists', `${APP}/lists`],
    ['a blob of this origin', `blob:${APP}/lists`, `${APP}/`],
  ])('is one that the address bar takes, whatever was asked for: %s', async (_, returnTo, place) => {
    const { tab, provider } = setUp()

    await signIn(tab, provider, { options: { returnTo } })

    expect(tab.url).toBe(place)
  })
})

describe('joined calls of signIn', () => {
  it('leave when one of them is given up: the other still wants to', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const controller = new AbortController()
    const held = world.network.hold(`${ISSUER}/.well-known`)
    void auth.signIn()
    const given = expect(auth.signIn({ signal: controller.signal })).rejects.toThrow('enough')
    await until(() => held.count === 1)

    controller.abort(new Error('enough'))
    await given
    held.release()
    await world.rest()

    expect(tab.departures).toHaveLength(1)
  })

  it('leave when the first of them is given up', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const controller = new AbortController()
    const held = world.network.hold(`${ISSUER}/.well-known`)
    const given = expect(auth.signIn({ signal: controller.signal })).rejects.toThrow('enough')
    void auth.signIn()
    await until(() => held.count === 1)

    controller.abort(new Error('enough'))
    await given
    held.release()
    await world.rest()

    expect(tab.departures).toHaveLength(1)
  })

  it('stay when all of them are given up', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const controller = new AbortController()
    const held = world.network.hold(`${ISSUER}/.well-known`)
    const given = [1, 2].map(() => expect(auth.signIn({ signal: controller.signal })).rejects.toThrow('enough'))
    await until(() => held.count === 1)

    controller.abort(new Error('enough'))
    await Promise.all(given)
    held.release()
    await world.rest()

    expect(tab.departures).toEqual([])
  })
})

describe('a sign-in that fails over a session that stands', () => {
  it('leaves its error where a later look does not take it away', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    const auth = await signIn(tab, provider, { options: { maxAge: 10 }, visit: { deny: 'access_denied' } })

    tab.fire('visible')
    await world.rest()

    expect(auth.state).toMatchObject({ status: 'signed-in', error: { code: 'sign-in-denied' } })
  })

  it('leaves its error until the next one succeeds, in whatever tab', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    const auth = await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    await signIn(world.openTab(), provider, { options: { prompt: 'login' } })
    await world.rest()

    expect(auth.state.error).toBeUndefined()
  })
})

describe('how the user proved who they are', () => {
  it.each([
    ['acr', 'gold'],
    ['amr', ['hwk']],
    ['auth_time', 1],
  ])('is not said by /userinfo: %s of an ID token without it stays open (R-U02)', async (name, value) => {
    const { tab, provider } = setUp({ auth: { userInfo: true } })
    provider.lie({ userInfo: (claims) => ({ ...claims, [name]: value }) })
    provider.lie({ idToken: ({ claims: { [name]: _, ...claims }, ...token }) => ({ ...token, claims }) })

    const { state } = await signIn(tab, provider)

    expect(state.user).toMatchObject({ sub: 'ada' })
    expect(state.user).not.toHaveProperty(name)
  })

  it('is not said by /userinfo: a party that the ID token does not name ends no session at its renewal', async () => {
    const { world, tab, provider } = setUp({ auth: { userInfo: true } })
    provider.lie({ userInfo: (claims) => ({ ...claims, azp: 'another-app' }) })
    provider.lie({ idToken: ({ claims: { azp: _, ...claims }, ...token }) => ({ ...token, claims }) })
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)

    expect((await auth.fetch(CALENDAR)).status).toBe(200)
  })
})
