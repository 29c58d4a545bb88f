import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, ISSUER, setUp, setUpExpired, setUpSignedIn, signIn } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const TOKEN = `${ISSUER}/token`
const HOUR_MS = 3_600_000
const call = (tab: Tab) => tab.auth().fetch(`${CALENDAR}events`)

const answering = (endpoint: string, body: BodyInit, init: ResponseInit): Lie => ({
  respond: (asked) => (asked === endpoint ? new Response(body, init) : undefined),
})

const refusing = (status: number, error: string): Lie =>
  answering('token', JSON.stringify({ error }), { status, headers: { 'content-type': 'application/json' } })

const breaking: Lie = {
  respond: (endpoint) => {
    if (endpoint === 'token') throw new TypeError('The connection broke')
    return undefined
  },
}

/** The row of a session, among those of attempts. */
const isSession = (key: string) => key.startsWith('["session"')

describe('a fault of the provider that passes never ends the session (R-R08)', () => {
  it.each<[string, Lie]>([
    ['keys that cannot be fetched', answering('jwks', '', { status: 503 })],
    ['the page of a proxy', answering('token', '<html>', { headers: { 'content-type': 'text/html' } })],
    ['400 temporarily_unavailable', refusing(400, 'temporarily_unavailable')],
    ['400 server_error', refusing(400, 'server_error')],
    ['400 slow_down', refusing(400, 'slow_down')],
    ['403 of a firewall', refusing(403, 'Forbidden')],
    ['404 of a gateway', refusing(404, 'Not Found')],
    ['408', refusing(408, 'timeout')],
  ])('not %s: the user stays, and the refresh token is good afterwards', async (_, lie) => {
    const { world, tab, provider, auth } = await setUpExpired()
    const stop = provider.lie(lie)

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable', ends: 'request', retry: 'later' })
    expect(auth.state.status).toBe('signed-in')
    stop()
    await world.advanceSeconds(70)

    expect((await call(tab)).status).toBe(200)
  })

  it('not a connection that breaks again and again: no try is the last one', async () => {
    const { world, tab, provider } = await setUpExpired()
    const stop = provider.lie(breaking)
    for (let time = 0; time < 5; time += 1) {
      await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable' })
      await world.advanceSeconds(70)
    }
    stop()

    expect((await call(tab)).status).toBe(200)
  })

  it('not a clock that is put back: a pause of seconds does not become one of hours (R-R10)', async () => {
    const { world, tab, provider } = await setUpExpired()
    const stop = provider.lie(breaking)
    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    stop()
    // An ID token of a provider whose clock is hours ahead would be refused for its own sake.
    provider.lie({ tokenResponse: ({ id_token: _, ...body }) => body })

    world.setWallBy(-5 * HOUR_MS)

    expect((await call(tab)).status).toBe(200)
  })

  it('not a tab that was put away while it renews: another waits in vain, and its user stays', async () => {
    const { world, tab } = await setUpSignedIn()
    const other = world.openTab()
    await other.auth().ready
    await world.advanceSeconds(600)
    const held = world.network.hold(TOKEN)
    void call(tab)
    await until(() => held.count === 1)
    tab.freeze()
    const refused = expect(call(other)).rejects.toMatchObject({ code: 'refresh-unavailable' })

    await world.advanceSeconds(60)

    await refused
    expect(other.auth().state.status).toBe('signed-in')
  })

  it('makes two tabs without Web Locks send the refresh token once, also after a try that failed (R-R01)', async () => {
    const { world, provider } = setUp()
    const [one, two] = [0, 1].map(() => world.openTab('/', { hasLocks: false })) as [Tab, Tab]
    await signIn(one, provider)
    await two.auth().ready
    await world.advanceSeconds(600)
    const stop = provider.lie(breaking)
    await expect(call(one)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    stop()
    await world.advanceSeconds(10)
    const held = world.network.hold(TOKEN)
    void call(one)
    await until(() => held.count === 1)

    void call(two).catch(() => undefined)
    await world.rest()

    expect(held.count).toBe(1)
  })
})

describe('a fault of the store that passes never ends the session (R-R08)', () => {
  it('not one look that finds no store: the next one finds the user', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.takeAway()
    tab.fire('visible')
    await world.rest()
    world.store.giveBack()

    tab.fire('visible')
    await world.rest()

    expect(auth.state.status).toBe('signed-in')
  })

  it('not one look of a page that comes out of the back/forward cache: the next one finds the user', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    tab.freeze()
    world.store.takeAway()
    tab.restore()
    await world.rest()
    world.store.giveBack()

    tab.fire('visible')
    await world.rest()

    expect(auth.state.user?.sub).toBe('ada')
  })

  it('not a write of the new token that is reported as failed after it was done: nothing is revoked', async () => {
    const { world, tab, auth, seen } = await setUpExpired()
    let writes = 0
    world.store.fault = (operation, key) =>
      operation === 'change' && isSession(key) && ++writes === 2 ? 'late' : undefined

    expect((await call(tab)).status).toBe(200)

    await world.rest()
    expect(auth.state.status).toBe('signed-in')
    expect(seen('revocation')).toEqual([])
  })
})
