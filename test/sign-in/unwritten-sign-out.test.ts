import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, departure, type Home, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { until } from '../support/until.js'

const statusOf = ({ state }: Auth) => `${state.status} ${state.reason ?? state.user?.sub}`
const noChange = (operation: string) => (operation === 'change' ? ('fail' as const) : undefined)

// A sign-out that the store could not be told of holds all the same: its epoch is noted for every tab, and nothing that was under it
// is taken again.

/** Signs out while the store refuses to be written, and gives the store back. */
async function signOutUnwritten({ world, auth }: Pick<Home, 'world'> & { readonly auth: Auth }): Promise<void> {
  world.store.fault = noChange
  await auth.signOut({ provider: false })
  await world.rest()
  world.store.giveBack()
}

/** Plays the user in the popup that a sign-in has opened. */
async function visitInPopup({ tab, provider }: Pick<Home, 'tab' | 'provider'>, user: string): Promise<void> {
  const opened = await until(() => (tab.windows[0]?.url ? tab.windows[0] : undefined))
  opened.goTo(await provider.authorize(String(opened.url), { user })).auth()
}

describe('a sign-out that could not be written', () => {
  it('holds in the tab itself, over a reload', async () => {
    const { world, tab, auth } = await setUpSignedIn({ auth: { persistence: 'tab' } })
    await signOutUnwritten({ world, auth })
    tab.reload()
    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it('does not undo a later sign-in of a page that did not know whom it signed out', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    world.store.takeAway()
    tab.reload()
    const auth = tab.auth()
    await auth.signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    await world.advanceSeconds(1)
    const done = (auth.signIn({ mode: 'popup', prompt: 'login' }) as Promise<unknown>).then(
      () => 'in',
      (e) => e.code,
    )
    await visitInPopup({ tab, provider }, 'grace')
    for (let n = 0; n < 3; n += 1) await world.advanceSeconds(1)
    expect(await Promise.race([done, world.rest().then(() => 'nothing')])).toBe('in')
    expect(statusOf(auth)).toBe('signed-in grace')
  })

  it('does not make a sign-in in a popup void that began after it', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    await signOutUnwritten({ world, auth })
    const done = (auth.signIn({ mode: 'popup' }) as Promise<unknown>).then(
      () => 'in',
      (e) => e.code,
    )
    await until(() => tab.windows[0]?.url)
    tab.fire('visible')
    await world.rest()
    await visitInPopup({ tab, provider }, 'ada')
    for (let n = 0; n < 3; n += 1) await world.advanceSeconds(1)
    expect(await Promise.race([done, world.rest().then(() => 'nothing')])).toBe('in')
  })

  it('holds over a second press on sign-out', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    await auth.signOut({ provider: false })
    world.store.giveBack()
    tab.reload()
    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it.each(['looks', 'opens'])(
    'does not make a sign-in void that began after it, when another tab %s meanwhile',
    async (what) => {
      const { world, tab, auth, provider } = await setUpSignedIn()
      const other = what === 'looks' ? world.openTab() : undefined
      await other?.auth().ready
      await signOutUnwritten({ world, auth })
      const address = await visitProvider(tab, provider)

      if (other) other.fire('visible')
      else await world.openTab().auth().ready
      await world.rest()
      tab.goTo(address)

      expect(await tab.auth().ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    },
  )

  it('does not hide why a sign-in after it has failed', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    await signOutUnwritten({ world, auth })
    const address = await visitProvider(tab, provider)
    const url = new URL(address)
    url.searchParams.delete('code')
    url.searchParams.set('error', 'access_denied')
    tab.goTo(url.href)
    expect(await tab.auth().ready).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'sign-in-denied' },
    })
  })

  it('holds for two tabs with sessions of their own, one after the other (R-L01)', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn({ auth: { persistence: 'tab' } })
    const second = world.openTab()
    const other = await signIn(second, provider)
    await world.rest()
    world.store.fault = noChange
    await auth.signOut({ provider: false })
    await world.rest()
    await other.signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    tab.reload()
    second.reload()
    expect([(await tab.auth().ready).status, (await second.auth().ready).status]).toEqual(['signed-out', 'signed-out'])
  })

  it('ends the sessions of other tabs that have their own (R-L01)', async () => {
    const { world, auth, provider } = await setUpSignedIn({ auth: { persistence: 'tab' } })
    const second = world.openTab()
    const other = await signIn(second, provider)
    await world.rest()
    world.store.fault = noChange
    await auth.signOut({ provider: false })
    await world.rest()
    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('keeps a page without a stored session from signing in by itself (R-L06)', async () => {
    const { world, tab, provider } = setUp({ auth: { persistence: 'memory' } })
    world.allowsFrames = false
    let auth = tab.auth()
    for (let n = 0; n < 12; n += 1) await world.advanceSeconds(1)
    const url = await departure(tab, () => auth.signIn())
    tab.goTo(await provider.authorize(url))
    auth = tab.auth()
    await auth.ready
    await world.rest()
    expect(statusOf(auth)).toBe('signed-in ada')
    world.allowsFrames = true
    tab.notes.delete([...tab.notes.keys()].find((k) => /sil/.test(k)) ?? '')
    await signOutUnwritten({ world, auth })
    tab.reload()
    const back = tab.auth()
    for (let n = 0; n < 3; n += 1) await world.advanceSeconds(1)
    expect(statusOf(back)).toMatch(/^signed-out/)
  })

  it('by a page that could not even read does not end a later session of another tab', async () => {
    const { world, auth, provider } = await setUpSignedIn()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    await auth.signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    await world.advanceSeconds(1)
    const second = world.openTab()
    const other = await signIn(second, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await world.rest()
    expect(statusOf(other)).toBe('signed-in grace')
    second.reload()
    expect((await second.auth().ready).status).toBe('signed-in')
  })

  it('by a page that was pending does not end a later session of another tab', async () => {
    const { world, tab, provider } = await setUpSignedIn()
    world.store.takeAway()
    tab.reload()
    await tab.auth().signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    await world.advanceSeconds(1)
    const second = world.openTab()
    const other = await signIn(second, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await world.rest()
    expect(statusOf(other)).toBe('signed-in grace')
  })

  it('makes a sign-in void that began before it (R-L06)', async () => {
    const { world, auth, provider } = await setUpSignedIn()
    const second = world.openTab()
    const address = await visitProvider(second, provider, { options: { prompt: 'login' } })
    await signOutUnwritten({ world, auth })
    second.goTo(address)
    const back = second.auth()
    await back.ready
    expect(statusOf(back)).toMatch(/^signed-out/)
  })

  it('reaches a worker when a tab could write it', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    const worker = world.openWorker().auth()
    await worker.ready
    await signOutUnwritten({ world, auth })
    tab.fire('visible')
    await world.rest()
    expect(statusOf(worker)).toMatch(/^signed-out/)
  })

  it('holds when somebody has signed in and out in memory since', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    await world.rest()
    const done = auth.signIn({ mode: 'popup', prompt: 'login' }) as Promise<unknown>
    done.catch(() => undefined)
    await visitInPopup({ tab, provider }, 'grace')
    await world.advanceSeconds(2)
    await done
    expect(statusOf(auth)).toBe('signed-in grace')
    await auth.signOut({ provider: false })
    await world.rest()
    world.store.giveBack()
    tab.reload()
    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it('by idleness holds: a browser that was closed for longer restores nobody', async () => {
    const { world, tab } = await setUpSignedIn({ auth: { idle: { signOutAfterSeconds: 600 } } })
    tab.kill()
    world.sleep(700_000)
    world.store.fault = noChange
    const later = world.openTab().auth()
    await later.ready
    await world.rest()
    expect(statusOf(later)).toMatch(/^signed-out/)
  })

  it('leaves no user behind whom the next sign-in would change', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    await signOutUnwritten({ world, auth })
    const back = await signIn(tab, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    expect(statusOf(back)).toBe('signed-in grace')
    expect(tab.events.filter(({ type }) => type === 'user-changed')).toEqual([])
  })

  it('holds in a page that comes back from the back/forward cache (R-L07)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    const second = world.openTab()
    const other = second.auth()
    await other.ready
    second.freeze()
    world.store.takeAway()
    await auth.signOut({ provider: false })
    tab.kill()
    await world.rest()
    world.store.giveBack()
    second.restore()
    await world.rest()
    expect(statusOf(other)).toMatch(/^signed-out/)
  })

  it('does not end a later session in a page that comes back from the back/forward cache', async () => {
    const { world, tab, auth, provider } = await setUpSignedIn()
    const second = world.openTab()
    const other = second.auth()
    await other.ready
    second.freeze()
    world.store.fault = noChange
    await auth.signOut({ provider: false })
    world.store.giveBack()
    await signIn(tab, provider)
    second.restore()
    await world.rest()
    expect(statusOf(other)).toBe('signed-in ada')
    expect(statusOf(tab.auth())).toBe('signed-in ada')
  })

  it('ends a tab that was not told, at its next renewal', async () => {
    const { world, auth } = await setUpSignedIn()
    const second = world.openTab()
    const other = second.auth()
    await other.ready
    world.channel.isDeaf = true
    world.store.fault = noChange
    world.network.isOnline = false
    await auth.signOut({ provider: false })
    await world.rest()
    world.network.isOnline = true
    world.store.giveBack()
    await world.advanceSeconds(600)
    await other.fetch(`${CALENDAR}events`).catch(() => undefined)
    await world.rest()
    expect(statusOf(other)).toMatch(/^signed-out/)
  })
})
