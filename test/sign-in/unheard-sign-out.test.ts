import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, type Home, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'
import type { StoreFault } from '../support/shared-store.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

// A store that answers nobody keeps no tab from hearing of a sign-out: it is noted where no store is needed, and asked for wherever
// a session would go on in memory.

const EVENTS = `${CALENDAR}events`
const statusOf = ({ state }: Auth) => `${state.status} ${state.reason ?? state.user?.sub}`
const call = (auth: Auth): Promise<unknown> =>
  auth.fetch(EVENTS).then(
    ({ status }) => status,
    ({ code }) => code,
  )

const SILENCES: readonly (readonly [string, StoreFault])[] = [
  ['refuses everything', () => 'fail'],
  ['never answers', () => 'hang'],
  ['reads nothing', (operation) => (operation === 'read' ? 'fail' : undefined)],
  ['never answers a read', (operation) => (operation === 'read' ? 'hang' : undefined)],
  ['writes nothing', (operation) => (operation === 'change' ? 'fail' : undefined)],
  ['never answers a write', (operation) => (operation === 'change' ? 'hang' : undefined)],
]

/** A home with two tabs that show the same user. */
async function setUpTwo(): Promise<Home & { auth: Auth; second: Tab; other: Auth }> {
  const home = await setUpSignedIn()
  const second = home.world.openTab()
  const other = second.auth()
  await other.ready
  await home.world.rest()
  return { ...home, second, other }
}

/** Signs in with a popup, in a page whose browser keeps nothing. */
async function signInInMemory({ world, provider }: Pick<Home, 'world' | 'provider'>, tab: Tab): Promise<Auth> {
  const auth = tab.auth()
  await auth.ready
  const done = auth.signIn({ mode: 'popup' })
  const opened = await until(() => (tab.windows.at(-1)?.url ? tab.windows.at(-1) : undefined))
  opened.goTo(await provider.authorize(String(opened.url))).auth()
  await world.advanceSeconds(2)
  await done
  return auth
}

describe('12.4 a sign-out is heard in every tab', () => {
  it.each(SILENCES)('while the store %s (R-L07)', async (_, fault) => {
    const { world, auth, other, calls } = await setUpTwo()
    world.store.fault = fault

    void auth.signOut({ provider: false })
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
    expect(await call(other)).toBe('sign-in-required')
    expect(calls()).toEqual([])
  })

  it.each(SILENCES)('and while the store %s a tab that nobody signs out of keeps its user', async (_, fault) => {
    const { world, other } = await setUpTwo()
    world.store.fault = fault

    world.channel.forge()
    await world.rest()

    expect(statusOf(other)).toBe('signed-in ada')
    expect(await call(other)).toBe(200)
  })

  it.each(['tab', 'memory'] as const)(
    'when each has its own session: persistence %s',
    async (persistence) => {
      const home = setUp({ auth: { persistence } })
      const { world, provider } = home
      world.allowsFrames = false
      let both: Auth[] = []
      Promise.all([home.tab, world.openTab()].map((tab) => signIn(tab, provider))).then((auths) => {
        both = auths
      })
      while (!both.length) await world.advanceSeconds(1)
      const [auth, other] = both as [Auth, Auth]
      expect(statusOf(other)).toBe('signed-in ada')
      world.store.fault = () => 'hang'

      void auth.signOut({ provider: false })
      await world.rest()

      expect(statusOf(other)).toBe('signed-out elsewhere')
    },
    60_000,
  )

  it('when each has its session in its own memory alone', async () => {
    const home = setUp()
    const { world, tab } = home
    world.store.takeAway()
    const auth = await signInInMemory(home, tab)
    const other = await signInInMemory(home, world.openTab())
    await world.advanceSeconds(1)

    await auth.signOut({ provider: false })
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('and a sign-in in memory that began after it stands', async () => {
    const home = setUp()
    const { world, tab } = home
    world.store.takeAway()
    await (await signInInMemory(home, tab)).signOut({ provider: false })

    const other = await signInInMemory(home, world.openTab())
    world.channel.forge()
    await world.rest()

    expect(statusOf(other)).toBe('signed-in ada')
  })

  it.each(SILENCES.slice(0, 4))('by a page that never knew who was there: the store %s', async (_, fault) => {
    const { world, tab, other } = await setUpTwo()
    world.store.fault = fault
    tab.reload()

    void tab.auth().signOut({ provider: false })
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('by a page that never knew, also after the store is back', async () => {
    const { world, tab, second } = await setUpTwo()
    world.store.takeAway()
    tab.reload()
    await tab.auth().signOut({ provider: false })
    tab.kill()
    second.kill()
    world.store.giveBack()

    const third = world.openTab().auth()

    expect(await third.ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('by a page that never knew: a sign-in that began before it is void (R-L06)', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    const second = world.openTab()
    const auth = second.auth()
    await auth.ready
    void auth.signIn({ prompt: 'login' }).catch(() => undefined)
    const url = await until(() => second.departures[0])
    world.store.takeAway()
    tab.reload()
    await tab.auth().signOut({ provider: false })
    tab.kill()
    world.store.giveBack()
    await world.advanceSeconds(1)

    second.goTo(await provider.authorize(url))

    expect((await second.auth().ready).status).toBe('signed-out')
  })

  it('in a page that comes out of the back/forward cache to a store that reads nothing (R-L07)', async () => {
    const { world, auth, second, other } = await setUpTwo()
    second.freeze()
    await auth.signOut({ provider: false })
    world.store.takeAway()

    second.restore()
    await world.rest()

    expect(other.state.status).toBe('signed-out')
    expect(await call(other)).toBe('sign-in-required')
  })

  it('by one that was told nothing, at its next renewal', async () => {
    const { world, auth, other, seen } = await setUpTwo()
    world.channel.isDeaf = true
    world.store.fault = () => 'hang'
    void auth.signOut({ provider: false })
    await world.rest()
    await world.advanceSeconds(600)

    expect(await call(other)).toBe('sign-in-required')

    expect(statusOf(other)).toBe('signed-out elsewhere')
    expect(seen('token')).toEqual([])
  })

  it('by one that is renewing: what it gets is not kept, and is revoked (R-L06)', async () => {
    const { world, auth, other, seen } = await setUpTwo()
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`, 'answer', 1)
    const answer = call(other)
    await until(() => held.count === 1)
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)
    await auth.signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    const before = seen('revocation').length

    held.release()

    expect(await answer).toBe('sign-in-required')
    await world.rest()
    expect(statusOf(other)).toBe('signed-out elsewhere')
    expect(seen('revocation').length).toBeGreaterThan(before)
  })

  it('by one that has just written its own sign-in', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    const second = world.openTab()
    const auth = second.auth()
    await auth.ready
    void auth.signIn({ prompt: 'login' }).catch(() => undefined)
    const url = await until(() => second.departures[0])
    // The page asks what was there before, and waits for it when its own sign-in is written.
    const release = world.store.holdRead()
    second.goTo(await provider.authorize(url))
    const back = second.auth()
    await world.rest()

    await tab.auth().signOut({ provider: false })
    release()
    await world.rest()

    expect(back.state.status).toBe('signed-out')
    const sinceReturn = second.events.slice(second.events.map(({ type }) => type).lastIndexOf('navigation'))
    expect(sinceReturn).not.toContainEqual(expect.objectContaining({ status: 'signed-in' }))
  })

  it('by one that was told nothing, when it looks, though the sign-out was written', async () => {
    const { world, auth, second, other } = await setUpTwo()
    world.channel.isDeaf = true
    await auth.signOut({ provider: false })
    world.store.fault = () => 'hang'

    second.fire('visible')

    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('however often it is pressed', async () => {
    const { world, auth, tab, second } = await setUpTwo()
    world.store.takeAway()
    for (let count = 0; count < 30; count += 1) await auth.signOut({ provider: false })
    tab.kill()
    second.kill()
    world.store.giveBack()

    expect(await world.openTab().auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('and nothing of it stays in localStorage when somebody has signed in (R-K01)', async () => {
    const { world, auth, tab, provider } = await setUpTwo()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    world.store.giveBack()
    expect(world.notes.size).toBe(1)

    await signIn(tab, provider)

    expect(world.notes.size).toBe(0)
  })

  it('keeps nobody from signing in afterwards, whatever became of the clock', async () => {
    const { world, tab, auth, provider, second } = await setUpTwo()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    world.store.giveBack()
    world.setWallBy(-7_200_000)

    const back = await signIn(tab, provider)
    second.reload()
    const other = second.auth()
    await other.ready
    world.channel.forge()
    await world.rest()

    expect([statusOf(back), statusOf(other)]).toEqual(['signed-in ada', 'signed-in ada'])
  })
})
