import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, GRACE, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { keysIn } from '../support/traces.js'
import { until } from '../support/until.js'

const TOKEN = `${ISSUER}/token`
const call = (tab: Tab) => tab.auth().fetch(`${CALENDAR}events`)

/** Signs in, opens further tabs, and lets the access token expire in all of them. */
async function setUpExpired(tabs = 1, told: Parameters<typeof setUp>[0] = {}) {
  const home = setUp(told)
  await signIn(home.tab, home.provider)
  const all = [home.tab, ...Array.from({ length: tabs - 1 }, () => home.world.openTab())]
  await Promise.all(all.map((tab) => tab.auth().ready))
  await home.world.advanceSeconds(600)
  home.provider.requests.length = 0
  return { ...home, tabs: all, auth: home.tab.auth() }
}

const outage: Lie = { respond: (endpoint) => (endpoint === 'token' ? new Response('', { status: 503 }) : undefined) }

const refusal = (error: string, status = 400): Lie => ({
  respond: (endpoint) => (endpoint === 'token' ? Response.json({ error }, { status }) : undefined),
})

const claims = (changes: Readonly<Record<string, unknown>>): Lie => ({
  idToken: (token) => ({ ...token, claims: { ...token.claims, ...changes } }),
})

describe('a reload', () => {
  it('with a good token makes its first call without one request to the provider', async () => {
    const { tab, provider, calls } = setUp()
    await signIn(tab, provider)
    provider.requests.length = 0
    tab.reload()

    expect((await call(tab)).status).toBe(200)
    expect(provider.requests).toEqual([])
    expect(calls()).toHaveLength(1)
  })

  it('with a stale token is signed in at once, though the provider is down', async () => {
    const { world, tab, provider } = await setUpExpired()
    world.network.isOnline = false
    tab.reload()

    expect((await tab.auth().ready).user?.sub).toBe('ada')
    expect(provider.requests).toEqual([])
  })
})

describe('one refresh token', () => {
  it('is spent when three tabs find the same token expired (R-R01)', async () => {
    const { tabs, seen, calls } = await setUpExpired(3)

    const responses = await Promise.all(tabs.map(call))

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(seen('token')).toHaveLength(1)
    expect(new Set(calls().map(({ headers }) => headers.get('authorization'))).size).toBe(1)
  })

  it('is spent when five tabs make twenty calls each (R-R01)', async () => {
    const { tabs, seen } = await setUpExpired(5)

    const responses = await Promise.all(tabs.flatMap((tab) => Array.from({ length: 20 }, () => call(tab))))

    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(seen('token')).toHaveLength(1)
  })

  it('is spent though no message reaches another tab (R-R01)', async () => {
    const { world, tabs, seen } = await setUpExpired(3)
    world.channel.isDeaf = true

    for (const tab of tabs) expect((await call(tab)).status).toBe(200)

    expect(seen('token')).toHaveLength(1)
  })

  it('is spent by a page and a worker at once (R-R01)', async () => {
    const { world, tab, seen } = await setUpExpired()
    const worker = world.openWorker()
    const options = { redirectUri: `${world.origin}/` }
    await worker.auth(options).ready

    await Promise.all([call(tab), worker.auth(options).fetch(`${CALENDAR}events`)])

    expect(seen('token')).toHaveLength(1)
  })

  it('after another is used each time, in whatever tab, and never twice (R-R02)', async () => {
    const { world, tabs, seen } = await setUpExpired(3)
    for (let time = 0; time < 10; time += 1) {
      const tab = tabs[time % tabs.length]
      if (tab) expect((await call(tab)).status).toBe(200)
      await world.advanceSeconds(600)
    }

    const spent = seen('token').map(({ parameters }) => parameters['refresh_token'])
    expect(spent.length).toBeGreaterThanOrEqual(10)
    expect(new Set(spent).size).toBe(spent.length)
  })

  it('is kept when no new one comes: ten renewals at a provider that does not rotate (R-R03)', async () => {
    const { world, tab, seen } = await setUpExpired(1, { provider: { rotate: false } })
    for (let time = 0; time < 10; time += 1) {
      expect((await call(tab)).status).toBe(200)
      await world.advanceSeconds(600)
      tab.reload()
    }

    expect(new Set(seen('token').map(({ parameters }) => parameters['refresh_token'])).size).toBe(1)
  })

  it('is never sent with a wider scope (R-R04)', async () => {
    const { tab, seen } = await setUpExpired()

    await call(tab)

    expect(Object.keys(seen('token')[0]?.parameters ?? {}).sort()).toEqual(['client_id', 'grant_type', 'refresh_token'])
  })

  it('never goes to another provider: with another issuer configured it stays where it is (R-R09)', async () => {
    const { world, provider } = await setUpExpired()
    const other = setUp({ provider: { issuer: 'https://other.example.com' } })
    world.serveProvider(other.provider)
    const tab = world.openTab()

    const auth = tab.auth({ issuer: 'https://other.example.com' })

    expect(await auth.ready).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect([...provider.requests, ...other.provider.requests]).toEqual([])
  })

  it('of another provider is spent meanwhile: the renewals of two clients do not wait for each other', async () => {
    const { world, tab, calendar } = await setUpExpired()
    calendar(() => Response.json({}))
    const other = setUp({ provider: { issuer: 'https://other.example.com', now: () => world.time } })
    world.serveProvider(other.provider)
    const page = world.openTab()
    page.auth({ issuer: 'https://other.example.com' })
    await signIn(page, other.provider)
    await world.advanceSeconds(600)
    const held = world.network.hold(TOKEN)
    const first = call(tab)
    await until(() => held.count === 1)

    expect((await call(page)).status).toBe(200)
    expect(other.seen('token')).toHaveLength(2)
    held.release()
    expect((await first).status).toBe(200)
  })

  it('never goes to the provider for another client (R-R09)', async () => {
    const { world, provider } = await setUpExpired()

    expect((await world.openTab().auth({ clientId: 'another-app' }).ready).status).toBe('signed-out')
    expect(provider.requests).toEqual([])
  })
})

it('a newer token of another tab that has expired, too, is renewed and not sent', async () => {
  const { world, tabs, calls, seen } = await setUpExpired(2)
  const [first, second] = tabs as [Tab, Tab]
  first.isVisible = false
  // The message is lost: the first tab knows of nothing.
  world.channel.isDeaf = true
  await call(second)
  second.close()
  await world.advanceSeconds(600)
  const before = calls().length

  expect((await call(first)).status).toBe(200)
  expect(calls()).toHaveLength(before + 1)
  expect(seen('token')).toHaveLength(2)
})

describe('a tab that dies', () => {
  it('right after the answer was sent leaves the next one signed in or cleanly out, without a loop (R-R02)', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2)
    const held = world.network.hold(TOKEN, 'answer')
    void call(tab)
    await until(() => held.count === 1)
    tab.kill()
    held.release()
    const other = tabs[1] ?? tab

    const outcome = await call(other).then(
      ({ status }) => status,
      (error: { code: string }) => error.code,
    )
    await world.advanceSeconds(60)

    expect([200, 'refresh-rejected', 'refresh-lost']).toContain(outcome)
    expect(seen('token').length).toBeLessThanOrEqual(2)
    if (outcome !== 200) expect(other.auth().state).toMatchObject({ status: 'signed-out', reason: 'expired' })
  })

  it('before its answer came is followed by one replay, where the provider allows that (R-R02)', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2, { provider: { graceSeconds: 30 } })
    const held = world.network.hold(TOKEN, 'answer')
    void call(tab)
    await until(() => held.count === 1)
    tab.kill()
    held.release()

    expect((await call(tabs[1] ?? tab)).status).toBe(200)
    expect(seen('token')).toHaveLength(2)
  })

  it('long ago is followed by no replay: the session ends cleanly', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2)
    const held = world.network.hold(TOKEN, 'answer')
    void call(tab)
    await until(() => held.count === 1)
    tab.kill()
    await world.advanceSeconds(120)

    await expect(call(tabs[1] ?? tab)).rejects.toMatchObject({ code: 'refresh-lost', ends: 'session' })
    expect(seen('token')).toHaveLength(1)
  })

  it('while it waits for the lock holds nobody up', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(3)
    const held = world.network.hold(TOKEN)
    const first = call(tab)
    await until(() => held.count === 1)
    void tabs[1]?.auth().fetch(`${CALENDAR}events`)
    const third = call(tabs[2] ?? tab)
    await world.rest()

    tabs[1]?.kill()
    held.release()

    expect([(await first).status, (await third).status]).toEqual([200, 200])
    expect(seen('token')).toHaveLength(1)
  })

  it('after the answer was written leaves its successor the new token', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2)
    world.channel.isDeaf = true
    await call(tab)
    tab.kill()

    expect((await call(tabs[1] ?? tab)).status).toBe(200)
    expect(seen('token')).toHaveLength(1)
  })
})

describe('a session that the provider ends', () => {
  it('ends once, in all tabs, after one request, and the next call needs a sign-in (R-R07)', async () => {
    const { world, tab, tabs, provider, seen } = await setUpExpired(3)
    provider.revokeAll()

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-rejected', ends: 'session', retry: 'sign-in' })
    await world.rest()

    for (const each of tabs) {
      expect(each.auth().state).toMatchObject({ status: 'signed-out', reason: 'expired' })
      await expect(call(each)).rejects.toMatchObject({ code: 'sign-in-required' })
      expect(each.events.filter((event) => event.type === 'state' && event.status === 'signed-out')).toHaveLength(
        each === tab ? 2 : 1,
      )
    }
    expect(seen('token')).toHaveLength(1)
    expect(keysIn(world.store.rows)).toEqual([])
  })

  it('ends for all the calls that waited, after one request (R-R07)', async () => {
    const { tabs, provider, seen } = await setUpExpired(3)
    provider.revokeAll()

    const outcomes = await Promise.allSettled(tabs.flatMap((tab) => [call(tab), call(tab)]))

    expect(outcomes.map(({ status }) => status)).not.toContain('fulfilled')
    expect(seen('token')).toHaveLength(1)
  })

  it.each(['invalid_client', 'unauthorized_client', 'invalid_request'])(
    'ends on %s, too: sending it again would not help',
    async (error) => {
      const { tab, provider } = await setUpExpired()
      provider.lie(refusal(error))

      await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-rejected' })
    },
  )

  it('without a refresh token goes on until its token is over, and then ends where the provider answers in no frame', async () => {
    const { world, tab, provider } = setUp({ provider: { refreshTokens: false } })
    world.allowsFrames = false
    const auth = await signIn(tab, provider)
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'no-refresh-token' }))
    await call(tab)
    await world.advanceSeconds(298)

    expect(auth.state.status).toBe('signed-in')
    expect((await call(tab)).status).toBe(200)

    await world.advanceSeconds(5)
    const refused = expect(call(tab)).rejects.toMatchObject({ code: 'refresh-missing', ends: 'session' })
    await until(() => tab.windows.length)
    await world.advanceSeconds(11)
    await refused
    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
  })

  it('is dropped unread when it is older than the app allows', async () => {
    const { world, tab, provider } = setUp({ auth: { sessionLifetimeSeconds: 3_600 } })
    await signIn(tab, provider)
    await world.advanceSeconds(3_700)
    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'expired' })
    expect(provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token')).toEqual([])
  })

  it('leaves nothing sealed behind when it is older than the app allows', async () => {
    const { world, tab, provider } = setUp({ auth: { sessionLifetimeSeconds: 3_600 } })
    await signIn(tab, provider)
    await world.advanceSeconds(3_700)
    tab.reload()

    await tab.auth().ready

    const rows = [...world.store.rows.values()].filter((row) => Object(row).epoch)
    expect(rows).toEqual([{ version: 1, epoch: expect.any(String), ended: 'expired', generation: 0 }])
  })

  it('is wiped under a sign-in that is under way, which still succeeds', async () => {
    const { world, tab, provider } = setUp({ auth: { sessionLifetimeSeconds: 3_600 } })
    await signIn(tab, provider)
    await world.advanceSeconds(3_590)
    const address = await visitProvider(tab, provider)
    await world.advanceSeconds(20)
    const other = world.openTab('/')
    expect(await other.auth().ready).toMatchObject({ status: 'signed-out', reason: 'expired' })

    tab.goTo(address)

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-in' })
  })
})

describe('a failure that passes', () => {
  it.each([
    ['an outage', outage],
    ['a page of a proxy', { respond: () => new Response('<html>', { headers: { 'content-type': 'text/html' } }) }],
    ['too many requests', { respond: () => new Response('', { status: 429, headers: { 'retry-after': '20' } }) }],
  ] as [string, Lie][])('leaves the user signed in: %s (R-R08)', async (what, lie) => {
    const { world, tab, provider, auth } = await setUpExpired()
    const stop = provider.lie(lie)

    const outcome = await call(tab).catch((error: { code: string }) => error)

    // A provider that answers a page with 200 has answered something that is no token: it may be a captive portal.
    if (what !== 'a page of a proxy') {
      expect(outcome).toMatchObject({ code: 'refresh-unavailable', ends: 'request', retry: 'later' })
      expect(auth.state.status).toBe('signed-in')
      stop()
      await world.advanceSeconds(70)
      expect((await call(tab)).status).toBe(200)
    }
  })

  it('as being offline sends nothing and signs nobody out (R-R08)', async () => {
    const { world, tab, provider, auth } = await setUpExpired()
    world.network.isOnline = false

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable' })

    expect(auth.state.status).toBe('signed-in')
    expect(provider.requests).toEqual([])
    world.network.isOnline = true
    expect((await call(tab)).status).toBe(200)
  })

  it('causes no storm: a hundred calls in an outage are few requests (R-R08)', async () => {
    const { world, tabs, provider, seen } = await setUpExpired(2)
    provider.lie(outage)
    for (let time = 0; time < 50; time += 1) {
      await Promise.allSettled(tabs.map(call))
      await world.advance(100)
    }

    expect(seen('token').length).toBeLessThanOrEqual(6)
  })

  it('keeps to the date that the provider names (F-07)', async () => {
    const { world, auth, provider, seen } = await setUpExpired()
    const date = new Date(world.time + 40_000).toUTCString()
    const stop = provider.lie({
      respond: (endpoint) =>
        endpoint === 'token' ? new Response('', { status: 503, headers: { 'retry-after': date } }) : undefined,
    })
    await expect(call(world.openTab())).rejects.toMatchObject({ code: 'refresh-unavailable' })
    stop()
    provider.requests.length = 0
    await world.advanceSeconds(30)
    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    expect(seen('token')).toEqual([])

    await world.advanceSeconds(15)
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it('is made good when the network is back, before anybody calls (F-05)', async () => {
    const { world, tab, auth, seen } = await setUpExpired()
    world.network.isOnline = false
    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({
      code: 'refresh-unavailable',
      ends: 'request',
    })
    world.network.isOnline = true

    tab.fire('online')
    await until(() => seen('token').length === 1)
    await world.rest()

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(seen('token')).toHaveLength(1)
  })

  it('does not come of a page that was frozen with the lock: it is taken from it, and what it writes is lost (F-43, F-68)', async () => {
    const { world, tabs, auth } = await setUpExpired(2)
    const [first, second] = tabs as [Tab, Tab]
    const held = world.network.hold(`${ISSUER}/jwks`, 'answer', 1)
    const late = auth.fetch(`${CALENDAR}events`)
    late.catch(() => undefined)
    await until(() => held.count === 1)
    first.freeze()

    const answer = call(second)
    answer.catch(() => undefined)
    await world.advanceSeconds(26)

    expect((await answer).status).toBe(200)
    held.release()
    first.restore()
    await world.rest()
    await world.advanceSeconds(1)
    expect(second.auth().state.status).toBe('signed-in')
    expect((await call(second)).status).toBe(200)
  })

  it('keeps to the time that the provider asks for (R-R08)', async () => {
    const { world, tabs, provider, seen } = await setUpExpired(2)
    const stop = provider.lie({ respond: () => new Response('', { status: 429, headers: { 'retry-after': '20' } }) })
    await Promise.allSettled(tabs.map(call))
    stop()
    await world.advanceSeconds(15)
    await Promise.allSettled(tabs.map(call))
    expect(seen('token')).toHaveLength(1)

    await world.advanceSeconds(10)
    expect((await Promise.all(tabs.map(call))).map(({ status }) => status)).toEqual([200, 200])
  })

  it('ahead of time does not disturb the token that is still good (R-R08)', async () => {
    const { world, tab, provider, auth, seen } = await setUpExpired()
    await call(tab)
    provider.lie(outage)
    await world.advanceSeconds(280)

    expect(seen('token').length).toBeGreaterThan(1)
    expect(auth.state.status).toBe('signed-in')
    expect((await call(tab)).status).toBe(200)
  })

  it('as an answer that never comes ends after 20 seconds, and the user stays (R-R08)', async () => {
    const { world, tab, auth } = await setUpExpired()
    const held = world.network.hold(TOKEN)
    const answer = call(tab)
    const refused = expect(answer).rejects.toMatchObject({ code: 'refresh-unavailable' })
    await until(() => held.count === 1)

    await world.advanceSeconds(30)

    await refused
    expect(auth.state.status).toBe('signed-in')
  })
})

describe('renewal ahead of time', () => {
  it('happens in a visible tab that uses the session, before a call has to wait', async () => {
    const { world, tab, seen } = await setUpExpired()
    await call(tab)
    expect(seen('token')).toHaveLength(1)

    await world.advanceSeconds(299)

    expect(seen('token')).toHaveLength(2)
  })

  it('happens in the first life of a token, too', async () => {
    const { world, tab, provider, seen } = setUp()
    await signIn(tab, provider)
    await call(tab)

    await world.advanceSeconds(299)

    expect(seen('token')).toHaveLength(2)
  })

  it('happens once for two tabs that both use the session', async () => {
    const { world, tabs, seen } = await setUpExpired(2)
    for (const tab of tabs) await call(tab)
    expect(seen('token')).toHaveLength(1)

    await world.advanceSeconds(299)

    expect(seen('token')).toHaveLength(2)
  })

  it('does not happen in a tab that nobody looks at, or that calls nothing', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2)
    await call(tab)
    tab.isVisible = false
    await world.advanceSeconds(3_600)

    expect(tabs).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
  })

  it('does not keep an idle tab signed in for ever', async () => {
    const { world, tab, seen } = await setUpExpired()
    await call(tab)

    await world.advanceSeconds(7_200)

    expect(seen('token').length).toBeLessThanOrEqual(2)
  })
})

describe('clocks', () => {
  it('that stood still in sleep send no stale token: the wall clock says that it is over (R-R10)', async () => {
    const { world, tab, provider, seen, calls } = setUp()
    await signIn(tab, provider)
    world.sleep(3_600_000)

    expect((await call(tab)).status).toBe(200)
    expect(seen('token')).toHaveLength(2)
    expect(calls()).toHaveLength(1)
  })

  it('that were turned back do not make a token last longer (R-R10)', async () => {
    const { world, tab, provider, seen } = setUp()
    await signIn(tab, provider)
    world.setWallBy(-50_000)
    await world.advanceSeconds(320)

    await call(tab)

    expect(seen('token')).toHaveLength(2)
  })

  it('that were turned back by an hour cause no storm (R-R10)', async () => {
    const { world, tab, provider, seen } = setUp()
    await signIn(tab, provider)
    world.setWallBy(-3_600_000)

    for (let time = 0; time < 10; time += 1) await call(tab).catch(() => undefined)

    expect(seen('token').length).toBeLessThanOrEqual(3)
  })
})

describe('what a renewal brings', () => {
  it('without an ID token keeps the user as they are (R-R06)', async () => {
    const { tab, provider, auth } = await setUpExpired()
    const { user } = auth.state
    provider.lie({ tokenResponse: ({ id_token: _, ...rest }) => rest })

    expect((await call(tab)).status).toBe(200)
    expect(auth.state.user).toBe(user)
  })

  it('with new claims changes the user, and what is left out is gone', async () => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie({
      idToken: (token) => {
        const { name: _, ...rest } = token.claims
        return { ...token, claims: { ...rest, email: 'new@example.com' } }
      },
    })

    await call(tab)

    expect(auth.state.user).toMatchObject({ email: 'new@example.com' })
    expect(auth.state.user).not.toHaveProperty('name')
  })

  it('with less scope is told (R-T09)', async () => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie({ tokenResponse: (body) => ({ ...body, scope: 'openid events.read' }) })

    await call(tab)

    expect(auth.state.scopes).toEqual({ calendar: ['events.read'] })
  })

  it.each([
    ['another user', claims({ sub: GRACE.sub })],
    ['another issuer', claims({ iss: 'https://evil.example.com' })],
    ['another audience', claims({ aud: 'other-app' })],
    ['an azp that was not there', claims({ azp: 'other-app' })],
    ['an older token', claims({ iat: Date.UTC(2026, 10, 20, 8, 59, 30) / 1000 })],
    ['a nonce that was not sent', claims({ nonce: 'another' })],
  ] as [string, Lie][])('cannot be %s: the tokens are thrown away and the session ends (R-R05)', async (_, lie) => {
    const { world, tab, provider, auth, calls } = await setUpExpired()
    provider.lie(lie)

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-invalid', ends: 'session' })

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
    expect(calls()).toEqual([])
    expect(keysIn(world.store.rows)).toEqual([])
  })

  it('may be the same time of sign-in, or none (R-R05)', async () => {
    const { world, tab, provider } = await setUpExpired()
    expect((await call(tab)).status).toBe(200)
    await world.advanceSeconds(600)
    provider.lie({ idToken: ({ claims: { auth_time: _, ...rest }, ...token }) => ({ ...token, claims: rest }) })

    expect((await call(tab)).status).toBe(200)
  })
})

describe('without Web Locks', () => {
  it('two tabs never send the same refresh token side by side (R-R01)', async () => {
    const home = setUp()
    const tabs = [0, 1].map(() => home.world.openTab('/', { hasLocks: false }))
    await signIn(tabs[0] ?? home.tab, home.provider)
    await tabs[1]?.auth().ready
    await home.world.advanceSeconds(600)
    home.provider.requests.length = 0

    const outcomes = await Promise.allSettled(tabs.map(call))

    expect(home.seen('token')).toHaveLength(1)
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled')
    await home.world.advanceSeconds(70)
    expect((await Promise.all(tabs.map(call))).map(({ status }) => status)).toEqual([200, 200])
  })
})

describe('a store that fails', () => {
  it('at the write of the new token once, keeps it all the same', async () => {
    const { world, tab, tabs, seen } = await setUpExpired(2)
    let changes = 0
    world.store.fault = (operation) => (operation === 'change' && ++changes === 2 ? 'fail' : undefined)

    expect((await call(tab)).status).toBe(200)
    expect((await call(tabs[1] ?? tab)).status).toBe(200)
    expect(seen('token')).toHaveLength(1)
  })

  it('for good leaves what is in memory working', async () => {
    const { world, tab, provider, auth } = await setUpExpired()
    await call(tab)
    world.store.takeAway()
    tab.fire('visible')
    await world.rest()

    expect(auth.state.status).toBe('signed-in')
    expect((await call(tab)).status).toBe(200)
    expect(provider.requests.filter(({ endpoint }) => endpoint === 'token')).toHaveLength(1)
  })

  it('and loses its rows signs the user out: they were cleared on purpose, or evicted', async () => {
    const { world, tab, auth } = await setUpExpired()
    await call(tab)
    world.store.rows.clear()
    tab.fire('visible')
    await world.rest()

    expect(auth.state).toMatchObject({ status: 'signed-out' })
  })

  it('hands the session on to a sign-in in another tab', async () => {
    const { world, tab, provider } = await setUpExpired()
    const other = world.openTab()
    const back = await visitProvider(other, provider, { options: { prompt: 'login' } })
    other.goTo(back)
    await other.auth().ready
    await world.rest()
    provider.requests.length = 0

    expect((await call(tab)).status).toBe(200)
    expect(provider.requests).toEqual([])
  })
})
