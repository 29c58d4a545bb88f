import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'

const GRACE_COMES = { options: { prompt: 'login' }, visit: { user: 'grace' } }

/** Everything a page shows of who is signed in. */
const statusOf = ({ state }: Auth) => `${state.status} ${state.reason ?? state.user?.sub}`

/** The row of a session, among those of attempts. */
const isSession = (key: string) => key.startsWith('["session"')

describe('a sign-out is not undone (R-L06)', () => {
  it('by a store that had failed once before: a reload finds nobody (R-L01)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.takeAway()
    tab.fire('visible')
    await world.rest()
    world.store.giveBack()

    await auth.signOut({ provider: false })
    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('by a look at a store that could not be told of it', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)
    await auth.signOut({ provider: false })
    world.store.giveBack()

    tab.fire('visible')
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out signed-out')
  })

  it('by a reload after a look at a store that could not be told of it at first', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)
    await auth.signOut({ provider: false })
    world.store.giveBack()
    tab.fire('visible')
    await world.rest()

    tab.reload()

    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it('by another tab, when its own could not write it and is gone (R-L01)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)

    await auth.signOut({ provider: false })
    tab.kill()
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('by a tab that opens later, when its own could not write it and is gone (R-L01)', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)
    await auth.signOut({ provider: false })
    tab.kill()
    world.store.giveBack()

    const later = world.openTab()

    expect((await later.auth().ready).status).toBe('signed-out')
    // And it is this session alone that stays away.
    expect((await signIn(later, provider)).state.status).toBe('signed-in')
    expect((await world.openTab().auth().ready).status).toBe('signed-in')
  })

  it('by a page that has begun to restore the session and call, however far it has come (R-L01)', async () => {
    const outcomes = new Set<string>()
    for (let turns = 0; turns < 24; turns += 1) {
      const { world, tab, provider, calls } = await setUpSignedIn()
      const fresh = world.openTab()
      const auth = fresh.auth()
      const answer = auth.fetch(`${CALENDAR}events`).then(
        () => 'answered',
        (error) => error.code,
      )
      for (let count = 0; count < turns; count += 1) await turn()
      const end = tab.auth().signOut({ provider: false })
      const before = calls().length
      await end
      await world.rest()

      outcomes.add(await answer)
      expect(statusOf(auth)).toMatch(/^signed-out/)
      // What left before the sign-out was told is on its way; nothing leaves after the tab has heard of it.
      const sent = calls().length
      await auth.fetch(`${CALENDAR}events`).catch(() => undefined)
      expect(calls()).toHaveLength(sent)
      expect(sent - before).toBeLessThanOrEqual(1)
      expect(provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token')).toEqual([])
    }

    expect([...outcomes].sort()).toEqual(['answered', 'sign-in-required'])
  })

  it('by a page that comes out of the back/forward cache and cannot read the store (R-L07)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    tab.freeze()
    await other.signOut({ provider: false })
    world.store.takeAway()

    tab.restore()
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out none')
  })

  it('by a read of the store that began before it and ends after it', async () => {
    const { world, auth } = await setUpSignedIn()
    const release = world.store.holdRead()
    const other = world.openTab().auth()
    await world.rest()
    await auth.signOut({ provider: false })
    await world.rest()

    release()
    await world.rest()

    expect(other.state.status).toBe('signed-out')
  })

  it('by a return whose session is written at the same moment: its refresh token is revoked', async () => {
    const { world, tab, provider, seen } = setUp()
    tab.goTo(await visitProvider(tab, provider))
    const auth = tab.auth()
    let leaving: Promise<void> | undefined
    world.store.fault = (operation, key) => {
      if (operation === 'change' && isSession(key)) leaving ??= auth.signOut({ provider: false })
      return undefined
    }

    await auth.ready
    await until(() => leaving)
    await leaving

    expect(statusOf(auth)).toBe('signed-out signed-out')
    await expect
      .poll(() => seen('revocation').map(({ parameters }) => parameters['token_type_hint']))
      .toContain('refresh_token')
  })

  it('by a renewal that was written as its page was put away: the page comes back without a flash (R-L07)', async () => {
    const { world, tab, auth, calls } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    await world.advanceSeconds(600)
    let writes = 0
    world.store.fault = (operation, key) => {
      if (operation === 'change' && isSession(key) && ++writes === 2) queueMicrotask(() => tab.freeze())
      return undefined
    }
    const refused = expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
    await until(() => writes === 2)
    await world.rest()
    await other.signOut({ provider: false })
    const shown: string[] = []
    auth.subscribe(({ status }) => shown.push(status))
    shown.length = 0

    tab.restore()
    await refused

    expect(shown).toEqual(['pending', 'signed-out'])
    expect(calls()).toEqual([])
  })

  it('by another user’s session when it is the answer of a listener to their coming', async () => {
    const { world, auth, provider } = await setUpSignedIn()
    auth.on('user-changed', () => void auth.signOut({ provider: false }))

    await signIn(world.openTab(), provider, GRACE_COMES)
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out signed-out')
  })

  it('by another user’s session when it is the answer of a subscriber to the going of the first', async () => {
    const { world, auth, provider } = await setUpSignedIn()
    auth.subscribe(({ status }) => {
      if (status === 'signed-out') void auth.signOut({ provider: false })
    })

    await signIn(world.openTab(), provider, GRACE_COMES)
    await world.rest()

    expect(auth.state.user).toBeUndefined()
  })

  it('for a subscriber that is told after the one that signed out', async () => {
    const { tab } = await setUpSignedIn()
    tab.reload()
    const auth = tab.auth()
    const told: string[] = []
    auth.subscribe(({ status }) => {
      if (status === 'signed-in') void auth.signOut({ provider: false })
    })
    auth.subscribe(({ status }) => told.push(status))

    await until(() => told.includes('signed-out'))

    expect(told.at(-1)).toBe('signed-out')
  })

  it('by a sign-in whose code is being exchanged, and that sign-in has not failed', async () => {
    const { world, tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider))
    const held = world.network.hold(`${ISSUER}/token`)
    const auth = tab.auth()
    await until(() => held.count === 1)

    await auth.signOut({ provider: false })
    held.release()
    await world.rest()

    expect(auth.state).toEqual({ status: 'signed-out', reason: 'signed-out' })
  })
})

describe('a sign-out ends the session at the provider (R-L05)', () => {
  it('also when it comes before the store was read', async () => {
    const { tab, seen } = await setUpSignedIn()
    tab.reload()

    await tab.auth().signOut({ provider: false })

    expect(seen('revocation').map(({ parameters }) => parameters['token_type_hint'])).toContain('refresh_token')
  })

  it('with the newest refresh token, though this tab has heard of an older one alone', async () => {
    const { world, provider, auth, seen } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    world.channel.isDeaf = true
    let newest: unknown
    provider.lie({
      tokenResponse: (body) => {
        newest = body['refresh_token']
        return body
      },
    })
    await world.advanceSeconds(600)
    await other.fetch(`${CALENDAR}events`)

    await auth.signOut({ provider: false })

    expect(seen('revocation')[0]?.parameters['token']).toBe(newest)
  })
})
