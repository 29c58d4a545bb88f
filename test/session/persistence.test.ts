import { describe, expect, it } from 'vitest'
import { CALENDAR, setUp, signIn } from '../support/home.js'

const tabHome = () => setUp({ auth: { persistence: 'tab' } })
const memoryHome = () => setUp({ auth: { persistence: 'memory' } })

/** Signs in, with time passing: a page that keeps nothing first asks the provider silently who is there. */
async function signInOver(home: ReturnType<typeof setUp>, tab = home.tab) {
  let isOver = false
  const signedIn = signIn(tab, home.provider).finally(() => {
    isOver = true
  })
  while (!isOver) await home.world.advance(250)
  return signedIn
}

/** Every text that the origin keeps where a script can read it. */
function readable({ world, tab }: ReturnType<typeof setUp>): string {
  return [...tab.notes, ...[...world.store.rows].map(([key, row]) => [key, JSON.stringify(row)])].flat().join('\n')
}

describe("a session of one tab (persistence: 'tab')", () => {
  it('survives a reload of its tab', async () => {
    const { tab, provider, calls, seen } = tabHome()
    await signIn(tab, provider)

    tab.reload()
    const auth = tab.auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(calls()).toHaveLength(1)
    expect(seen('token')).toHaveLength(1)
  })

  it.each(['{"version":1,', '5', '{"version":1,"epoch":"x","sealed":7}'])(
    'is none where the tab keeps something else (%s), and the next sign-in works',
    async (text) => {
      const { tab, provider } = tabHome()
      await signIn(tab, provider)
      for (const name of tab.notes.keys()) if (name.startsWith('latchkey tab [')) tab.notes.set(name, text)
      tab.reload()

      expect((await tab.auth().ready).status).toBe('signed-out')
      expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    },
  )

  it('is not that of another tab', async () => {
    const { world, tab, provider } = tabHome()
    await signIn(tab, provider)

    expect(await world.openTab().auth().ready).toMatchObject({ status: 'signed-out', reason: 'none' })
  })

  it.each([true, false])(
    'starts empty in a duplicated tab, and goes on in the first (F-48); locks: %s',
    async (hasLocks) => {
      const { world, provider } = tabHome()
      const tab = world.openTab('/', { hasLocks })
      await signIn(tab, provider)

      const copy = tab.duplicate()
      const ready = copy.auth().ready
      await world.advance(2_000)

      expect(await ready).toMatchObject({ status: 'signed-out', reason: 'none' })
      tab.reload()
      expect(await tab.auth().ready).toMatchObject({ status: 'signed-in' })
    },
  )

  it('is renewed, and the renewed one survives', async () => {
    const { world, tab, provider, seen } = tabHome()
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)
    await auth.fetch(`${CALENDAR}events`)
    tab.reload()

    expect((await tab.auth().fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(seen('token').map(({ parameters }) => parameters['grant_type'])).toEqual([
      'authorization_code',
      'refresh_token',
    ])
  })

  it('is gone with its tab: a tab that is opened later starts empty', async () => {
    const { world, tab, provider } = tabHome()
    await signIn(tab, provider)
    tab.close()

    expect(await world.openTab().auth().ready).toMatchObject({ status: 'signed-out', reason: 'none' })
  })

  it('leaves no text of it when its tab is closed', async () => {
    const home = tabHome()
    await signIn(home.tab, home.provider)
    home.tab.close()

    for (const row of home.world.store.rows.values()) expect(JSON.stringify(row)).not.toMatch(/"data"|"sealed"/)
  })

  it('goes on when the page comes back from the back/forward cache, while another page of the tab had it', async () => {
    const { tab, provider } = tabHome()
    const auth = await signIn(tab, provider)
    tab.freeze()
    tab.restore()

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })
})

describe("a session in memory (persistence: 'memory')", () => {
  it('calls its API, and stores no token, sealed or not (R-K02)', async () => {
    const home = memoryHome()
    const auth = await signInOver(home)

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    for (const row of home.world.store.rows.values()) expect(Object.keys(Object(row))).not.toContain('sealed')
    expect(readable(home)).not.toContain('ada@example.com')
  })

  it('is restored by the provider after a reload, without a request to the user', async () => {
    const home = memoryHome()
    const { world, tab, seen } = home
    await signInOver(home)

    tab.reload()
    const ready = tab.auth().ready
    for (let second = 0; second < 3; second += 1) await world.advanceSeconds(1)

    expect(await ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(tab.departures).toHaveLength(1)
    expect(seen('token')).toHaveLength(2)
  })

  it('is asked for once where the provider shows itself in no frame (F-71)', async () => {
    const { world, tab } = memoryHome()
    world.allowsFrames = false
    const ready = tab.auth().ready
    await world.advanceSeconds(11)
    expect(await ready).toMatchObject({ status: 'signed-out', reason: 'none' })

    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out' })
    expect(tab.windows).toHaveLength(1)
  })

  it('is renewed', async () => {
    const home = memoryHome()
    const { world, seen } = home
    const auth = await signInOver(home)
    await world.advanceSeconds(600)

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(seen('token')).toHaveLength(2)
  })
})

describe.each(['tab', 'memory'] as const)("persistence: '%s'", (persistence) => {
  it('a sign-out reaches every tab, and keeps anything from signing in again by itself', async () => {
    const home = setUp({ auth: { persistence } })
    const { world, tab } = home
    const auth = await signInOver(home)
    const otherAuth = await signInOver(home, world.openTab())

    await auth.signOut({ provider: false })
    await world.rest()

    expect(otherAuth.state).toMatchObject({ status: 'signed-out', reason: 'elsewhere' })
    tab.reload()
    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    await expect(tab.auth().requireUser()).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('is over when the browser’s data are cleared (F-63)', async () => {
    const home = setUp({ auth: { persistence } })
    const { world, tab } = home
    const auth = await signInOver(home)
    world.store.rows.clear()

    tab.fire('visible')
    await world.rest()

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'elsewhere' })
  })
})

describe("a session of the browser (persistence: 'browser')", () => {
  it('18.2: begins in every tab that is open when one of them signs in', async () => {
    const { world, tab, provider } = setUp()
    const other = world.openTab().auth()
    expect(await other.ready).toMatchObject({ status: 'signed-out' })

    await signIn(tab, provider)
    await world.rest()

    expect(other.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  })
})
