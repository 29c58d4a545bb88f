import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, departure, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

describe('requireUser', () => {
  it('gives the user who is signed in, and waits for them while it is not yet known', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()

    expect(await tab.auth().requireUser()).toMatchObject({ sub: 'ada' })
    expect(tab.departures).toHaveLength(1)
  })

  it('leaves for the provider when nobody is signed in, and brings the user back to where they wanted to go', async () => {
    const { tab, provider } = setUp()
    const url = await departure(tab, () => tab.auth().requireUser({ returnTo: '/secret' }))
    tab.goTo(await provider.authorize(url))

    expect(await tab.auth().requireUser()).toMatchObject({ sub: 'ada' })
    expect(tab.url).toBe(`${APP}/secret`)
  })

  it('waits for a return that is being completed', async () => {
    const { world, tab, provider } = setUp()
    const url = await departure(tab, () => tab.auth().requireUser())
    tab.goTo(await provider.authorize(url))
    const held = world.network.hold(`${ISSUER}/token`)
    const required = tab.auth().requireUser()
    await until(() => held.count === 1)
    tab.fire('visible')
    await world.rest()
    held.release()

    expect(await required).toMatchObject({ sub: 'ada' })
    expect(tab.departures).toHaveLength(1)
  })

  it('rejects in place of leaving when the router asks for that', async () => {
    const { tab } = setUp()

    await expect(tab.auth().requireUser({ redirect: false })).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(tab.departures).toEqual([])
  })

  describe('of a router that loads ahead', () => {
    const link = (path: string, reachedMs = 60) => ({ href: `${APP}${path}`, reachedMs })

    it.each([
      ['where it says for which route', { returnTo: '/secret?x=1#y' }, link('/secret?x=1#y', 3_000)],
      ['where it says nothing, and the link was just reached', {}, link('/secret')],
    ])('never leaves for a link that nobody has pressed: %s', async (_, options, ahead) => {
      const { tab } = setUp()
      await tab.auth().ready
      tab.ahead = ahead

      await expect(tab.auth().requireUser(options)).rejects.toMatchObject({ code: 'sign-in-required' })
      expect(tab.departures).toEqual([])

      // It is pressed: the router asks once more.
      tab.ahead = undefined
      await departure(tab, () => tab.auth().requireUser(options))
    })

    it.each([
      ['another link is about to be pressed', { returnTo: '/secret' }, link('/other')],
      ['the page is the one that the link leads to', {}, link('/')],
      ['a link was reached long ago, and the app asks by itself', {}, link('/secret', 3_000)],
    ])('leaves all the same when %s', async (_, options, ahead) => {
      const { tab } = setUp()
      tab.ahead = ahead

      await departure(tab, () => tab.auth().requireUser(options))

      expect(tab.departures).toHaveLength(1)
    })

    it('decides by the link at the call, whatever is there when its part has been loaded', async () => {
      const { tab } = setUp()
      tab.ahead = link('/secret')
      const required = tab.auth().requireUser({ returnTo: '/secret' })
      tab.ahead = undefined

      await expect(required).rejects.toMatchObject({ code: 'sign-in-required' })
    })

    it('gives the user who is signed in', async () => {
      const { tab } = await setUpSignedIn()
      tab.ahead = link('/secret')

      expect(await tab.auth().requireUser({ returnTo: '/secret' })).toMatchObject({ sub: 'ada' })
    })
  })

  it('rejects with the error of a sign-in that failed, in place of starting another', async () => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    await expect(auth.requireUser()).rejects.toMatchObject({ code: 'sign-in-denied' })
    expect(tab.departures).toHaveLength(1)
  })

  it('starts a sign-in when the session has expired', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)
    provider.revokeAll()
    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-rejected' })

    await departure(tab, () => auth.requireUser())

    expect(tab.departures).toHaveLength(2)
  })

  it('starts nothing after a sign-out until the user acts', async () => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    // The press of the button that signs out.
    tab.fire('acted')
    await auth.signOut({ provider: false })

    await expect(auth.requireUser()).rejects.toMatchObject({ code: 'sign-in-required' })
    tab.fire('acted')
    await departure(tab, () => auth.requireUser())

    expect(tab.departures).toHaveLength(2)
  })

  it('starts nothing after a sign-out and a reload, either, until the user acts', async () => {
    const { tab, provider } = setUp()
    const first = await signIn(tab, provider)
    await first.signOut({ provider: false })
    tab.reload()
    const auth = tab.auth()

    await expect(auth.requireUser()).rejects.toMatchObject({ code: 'sign-in-required' })
    tab.fire('acted')
    await departure(tab, () => auth.requireUser())

    expect(tab.departures).toHaveLength(2)
  })

  it('starts nothing on the way back from the provider’s logout page', async () => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const url = await departure(tab, () => auth.signOut())
    tab.goTo(provider.endSession(url) ?? '')

    await expect(tab.auth().requireUser()).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(tab.departures).toHaveLength(2)
  })

  it('starts nothing in a tab that followed a sign-out, until the user acts', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const other = world.openTab()
    await other.auth().ready
    await auth.signOut({ provider: false })
    await until(() => other.auth().state.status === 'signed-out')

    const required = other.auth().requireUser()
    required.catch(() => undefined)
    await world.rest()

    expect(other.departures).toEqual([])
    await expect(required).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('stops at the fourth automatic start within 30 seconds, and names the first cause', async () => {
    const { tab, provider } = setUp()
    const turnBack = async () => {
      const url = await departure(tab, () => tab.auth().requireUser())
      await provider.authorize(url)
      // An app that loses its answer: the page is loaded without it, again and again.
      tab.goTo(`${APP}/`)
    }
    for (let time = 0; time < 3; time += 1) await turnBack()

    await expect(tab.auth().requireUser()).rejects.toMatchObject({ code: 'sign-in-loop', retry: 'never' })
    expect(tab.departures).toHaveLength(3)
  })

  it('starts again when half a minute has passed', async () => {
    const { world, tab } = setUp()
    for (let time = 0; time < 3; time += 1) {
      await departure(tab, () => tab.auth().requireUser())
      tab.reload()
    }
    await world.advanceSeconds(31)

    await departure(tab, () => tab.auth().requireUser())

    expect(tab.departures).toHaveLength(4)
  })

  it('is given up with its signal', async () => {
    const { world, tab } = setUp()
    world.store.fault = () => 'hang'
    const controller = new AbortController()
    const required = tab.auth().requireUser({ signal: controller.signal })
    const refused = expect(required).rejects.toThrow('enough')
    await world.rest()

    controller.abort(new Error('enough'))

    await refused
  })

  it('asks again when the user proved themselves too long ago', async () => {
    const { world, tab, provider, seen } = setUp()
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(1_000)
    const url = await departure(tab, () => auth.requireUser({ maxAge: 900 }))
    expect(new URL(url).searchParams.get('max_age')).toBe('900')
    tab.goTo(await provider.authorize(url))

    expect(await tab.auth().requireUser({ maxAge: 900 })).toMatchObject({ sub: 'ada' })
    expect(seen('authorization')).toHaveLength(2)
  })

  it('asks again when another way of proving is needed, and is content when it was reached', async () => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const url = await departure(tab, () => auth.requireUser({ acrValues: 'urn:mfa' }))
    tab.goTo(await provider.authorize(url))

    expect(await tab.auth().requireUser({ acrValues: 'urn:mfa' })).toMatchObject({ acr: 'urn:mfa' })
  })

  it('refuses options that do not exist, and is for pages', async () => {
    const { world, tab } = setUp()

    await expect(tab.auth().requireUser({ returnUrl: '/' } as object)).rejects.toBeInstanceOf(TypeError)
    await expect(world.openWorker().auth().requireUser()).rejects.toMatchObject({ code: 'not-in-browser' })
  })
})

describe('what requireUser requires of the sign-in', () => {
  it('is met by the claims, also when the app’s schema leaves them out', async () => {
    const validate = (user: unknown) => ({ value: { name: Object(user).name } })
    const profile = { '~standard': { version: 1, vendor: 'test', validate } } as const
    const { tab, provider } = setUp({ auth: { profile } })
    const options = { acrValues: 'gold', maxAge: 600 }
    const auth = await signIn(tab, provider, { options, visit: { acr: 'gold' } })
    expect(Object.keys(auth.state.user ?? {})).not.toContain('acr')

    expect(await auth.requireUser(options)).toMatchObject({ sub: 'ada' })
    expect(tab.departures).toHaveLength(1)
  })

  it('is measured by the provider’s clock where the device’s is wrong', async () => {
    const { world, tab, provider } = setUp()
    world.setWallBy(3_600_000)
    const auth = await signIn(tab, provider, { options: { maxAge: 600 } })

    expect(await auth.requireUser({ maxAge: 600 })).toMatchObject({ sub: 'ada' })
    expect(tab.departures).toHaveLength(1)
  })
})

it('with maxAge 0 is met by the sign-in that it started, and asks again a minute later', async () => {
  const home = await setUpSignedIn()
  await home.world.advanceSeconds(120)
  const url = await departure(home.tab, () => home.tab.auth().requireUser({ maxAge: 0 }))
  home.tab.goTo(await home.provider.authorize(url))
  const auth = home.tab.auth()

  expect(await auth.requireUser({ maxAge: 0 })).toMatchObject({ sub: 'ada' })
  await home.world.advanceSeconds(90)
  const again = await departure(home.tab, () => auth.requireUser({ maxAge: 0 }))
  expect(new URL(again).searchParams.get('max_age')).toBe('0')
})
