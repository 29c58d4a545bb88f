import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { APP, CALENDAR, CLIENT_ID, departure, ISSUER, setUp, signIn } from '../support/home.js'
import { withQuery } from '../support/outcome.js'
import { keysIn } from '../support/traces.js'
import { until } from '../support/until.js'

async function setUpSignedIn(told: Parameters<typeof setUp>[0] = {}) {
  const home = setUp(told)
  const auth = await signIn(home.tab, home.provider)
  home.provider.requests.length = 0
  return { ...home, auth }
}

/** Everything a page shows of who is signed in. */
const statusOf = ({ state }: Auth) => `${state.status} ${state.reason ?? state.user?.sub}`

describe('signing out', () => {
  it('takes the user away before anything else happens (R-L01)', async () => {
    const { world, auth } = await setUpSignedIn()
    world.network.isOnline = false

    const leaving = auth.signOut({ provider: false })

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    await leaving
    expect(keysIn(world.store.rows)).toEqual([])
    expect(world.timers.size).toBe(0)
    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('works offline, and a reload stays signed out (R-L01)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.network.isOnline = false
    await auth.signOut({ provider: false })
    world.network.isOnline = true

    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('does not wait for a provider that says nothing for more than some seconds (R-L05)', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.network.hold(`${ISSUER}/revoke`)
    const left = departure(tab, () => auth.signOut())

    await world.advanceSeconds(5)

    expect(await left).toMatch(`${ISSUER}/logout?`)
  })

  it('goes on when the store is gone, and says so', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    world.store.takeAway()

    await auth.signOut({ provider: false })

    expect(auth.state.status).toBe('signed-out')
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'storage', problem: 'failed' }))
  })

  it('revokes the refresh token and the access token with their hints (R-L05)', async () => {
    const { auth, seen } = await setUpSignedIn()

    await auth.signOut({ provider: false })

    expect(seen('revocation').map(({ parameters }) => parameters['token_type_hint'])).toEqual([
      'refresh_token',
      'access_token',
    ])
    expect(seen('revocation').every(({ parameters }) => parameters['client_id'] === CLIENT_ID)).toBe(true)
  })

  it('revokes with requests that outlive the page', async () => {
    const { world, auth } = await setUpSignedIn()

    await auth.signOut({ provider: false })

    const requests = world.network.to(`${ISSUER}/revoke`)
    expect(requests).toHaveLength(2)
    expect(requests.every(({ request }) => request.keepalive)).toBe(true)
  })

  it.each([503, 400, 200])('is done although the provider answers its revocation with %s (R-L05)', async (status) => {
    const { tab, auth, provider } = await setUpSignedIn()
    provider.lie({ respond: () => new Response(null, { status }) })

    await auth.signOut({ provider: false })

    expect(auth.state.status).toBe('signed-out')
    const problems = tab.events.filter((event) => event.type === 'problem' && event.code === 'revocation-failed')
    expect(problems).toHaveLength(status === 200 ? 0 : 1)
  })

  it('is done at a provider without revocation and logout page', async () => {
    const { tab, provider } = setUp()
    provider.lie({ discovery: ({ revocation_endpoint: _, end_session_endpoint: __, ...rest }) => rest })
    const auth = await signIn(tab, provider)

    await auth.signOut()

    expect(auth.state.status).toBe('signed-out')
    expect(tab.departures).toHaveLength(1)
  })

  it('twice is once', async () => {
    const { tab, auth, seen } = await setUpSignedIn()

    await Promise.all([auth.signOut(), auth.signOut()])

    expect(seen('revocation')).toHaveLength(2)
    expect(tab.departures.filter((url) => url.includes('/logout'))).toHaveLength(1)
  })

  it('takes a DOM event for no options, and refuses options that do not exist', async () => {
    const { tab, auth } = await setUpSignedIn()

    await expect(auth.signOut({ returnUrl: '/' } as object)).rejects.toBeInstanceOf(TypeError)
    await expect(auth.signOut({ idTokenHint: 'cookie' as 'url' })).rejects.toBeInstanceOf(TypeError)
    expect(auth.state.status).toBe('signed-in')
    await departure(tab, () => auth.signOut({ preventDefault: () => undefined }))
    expect(auth.state.status).toBe('signed-out')
  })
})

describe('the provider’s logout page', () => {
  it('is told client, hint, where to come back to, and a state (R-L02)', async () => {
    const { tab, auth } = await setUpSignedIn()

    const url = new URL(await departure(tab, () => auth.signOut()))

    expect(`${url.origin}${url.pathname}`).toBe(`${ISSUER}/logout`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: `${APP}/`,
      state: expect.stringMatching(/^[\w-]+\.o\.[\w-]{16,}$/),
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
  })

  it('keeps its own query', async () => {
    const { tab, provider } = setUp()
    provider.lie({ discovery: (document) => ({ ...document, end_session_endpoint: `${ISSUER}/logout?tenant=a` }) })
    const auth = await signIn(tab, provider)

    expect(new URL(await departure(tab, () => auth.signOut())).searchParams.get('tenant')).toBe('a')
  })

  it('is told no hint where the app leaves it out (R-L04)', async () => {
    const { tab, auth } = await setUpSignedIn()

    expect(await departure(tab, () => auth.signOut({ idTokenHint: 'none' }))).not.toContain('id_token_hint')
  })

  it('is told the hint by a form, in no address, where the app asks for that (R-L04)', async () => {
    const { tab, auth } = await setUpSignedIn()

    await auth.signOut({ idTokenHint: 'form' })

    expect(tab.posts).toMatchObject([{ url: `${ISSUER}/logout`, fields: { client_id: CLIENT_ID } }])
    expect(tab.posts[0]?.fields['id_token_hint']).toMatch(/\./)
    expect(tab.departures.join()).not.toContain('id_token_hint')
  })

  it('is told nothing where the form for it cannot be loaded, as offline: that is a problem, and no error of the page', async () => {
    const { tab, auth } = await setUpSignedIn()
    const window = await tab.platform.page?.window()
    const post = () => Promise.reject(new TypeError('Failed to fetch a module'))
    Object.assign(tab.platform.page ?? {}, { window: async () => ({ ...window, post }) })

    await auth.signOut({ idTokenHint: 'form' })
    await tab.world.rest()

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'protocol-unavailable' }))
  })

  it('sends the user back to where the app wanted, with nothing of it in the address', async () => {
    const { tab, auth, provider } = await setUpSignedIn()
    const url = await departure(tab, () => auth.signOut({ returnTo: '/bye?x=1#y' }))
    tab.goTo(provider.endSession(url) ?? '')

    const state = await tab.auth().ready

    expect(state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.url).toBe(`${APP}/bye?x=1#y`)
  })

  it('cannot lead elsewhere', async () => {
    const { tab, auth, provider } = await setUpSignedIn()
    const url = await departure(tab, () => auth.signOut({ returnTo: 'https://evil.example.com/' }))
    tab.goTo(provider.endSession(url) ?? '')
    await tab.auth().ready

    expect(new URL(tab.url).origin).toBe(APP)
  })

  it.each([
    ['a wrong state', 'unknown'],
    ['no state', undefined],
  ])('may send the user back with %s: they are signed out all the same (R-L03)', async (_, state) => {
    const { tab, auth, provider } = await setUpSignedIn()
    const url = await departure(tab, () => auth.signOut())
    tab.goTo(withQuery(provider.endSession(url) ?? '', { state }))

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.auth().state.error).toBeUndefined()
  })
})

describe('the other tabs', () => {
  it('follow (R-L07)', async () => {
    const { world, auth } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready

    await auth.signOut({ provider: false })
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
    await expect(other.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('follow when they are looked at, though the message was lost (R-L07)', async () => {
    const { world, auth } = await setUpSignedIn()
    const tab = world.openTab()
    const other = tab.auth()
    await other.ready
    world.channel.isDeaf = true
    await auth.signOut({ provider: false })

    tab.fire('visible')
    await world.rest()

    expect(statusOf(other)).toBe('signed-out elsewhere')
  })

  it('show nobody when they come out of the back/forward cache: no token, no flash (R-L07)', async () => {
    const { world, auth, calls } = await setUpSignedIn()
    const tab = world.openTab()
    const other = tab.auth()
    await other.ready
    tab.freeze()
    await auth.signOut({ provider: false })
    const shown: string[] = []
    other.subscribe(({ status }) => shown.push(status))
    shown.length = 0

    tab.restore()
    const call = other.fetch(`${CALENDAR}events`)

    expect(other.state.status).toBe('pending')
    await expect(call).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(shown).toEqual(['pending', 'signed-out'])
    expect(calls()).toEqual([])
  })

  it('show the user again when they come out of the back/forward cache and nothing has happened', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    tab.freeze()
    await world.advanceSeconds(30)

    tab.restore()
    await until(() => auth.state.status === 'signed-in')

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it('are not signed out by a message that a stranger sends', async () => {
    const { world, auth } = await setUpSignedIn()

    for (let time = 0; time < 20; time += 1) world.channel.forge()
    await world.rest()

    expect(statusOf(auth)).toBe('signed-in ada')
  })

  it('with another client on the same origin are left alone', async () => {
    const { world, auth, tab } = await setUpSignedIn()
    const options = { clientId: 'another-app', redirectUri: `${APP}/other` }
    const other = world.openTab().auth(options)
    await other.ready

    await auth.signOut({ provider: false })
    await world.rest()

    expect(statusOf(other)).toBe('signed-out none')
    expect(tab.warnings).toEqual([])
  })
})

describe('nothing under way brings the session back (R-L06)', () => {
  it('not a renewal whose answer comes late: its refresh token is revoked', async () => {
    const { world, tab, auth, seen } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    const call = auth.fetch(`${CALENDAR}events`)
    const refused = expect(call).rejects.toMatchObject({ code: 'sign-in-required' })
    await until(() => held.count === 1)
    await auth.signOut({ provider: false })
    const before = seen('revocation').length

    held.release()
    await refused
    await until(() => seen('revocation').length > before)
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out signed-out')
    expect(keysIn(world.store.rows)).toEqual([])
    tab.reload()
    expect((await tab.auth().ready).status).toBe('signed-out')
  })

  it('not a renewal in another tab whose answer comes late', async () => {
    const { world, auth, seen } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    const call = other.fetch(`${CALENDAR}events`)
    const refused = expect(call).rejects.toMatchObject({ code: 'sign-in-required' })
    await until(() => held.count === 1)
    await auth.signOut({ provider: false })
    const before = seen('revocation').length

    held.release()
    await refused
    await until(() => seen('revocation').length > before)

    expect(keysIn(world.store.rows)).toEqual([])
    expect(other.state.status).toBe('signed-out')
  })

  it('not a restore that was reading while it happened', async () => {
    const { world, tab } = await setUpSignedIn()
    const other = world.openTab().auth()
    await other.ready
    tab.reload()
    const auth = tab.auth()

    await auth.signOut({ provider: false })
    await world.rest()

    expect(auth.state.status).toBe('signed-out')
    expect(keysIn(world.store.rows)).toEqual([])
  })

  it('not /userinfo', async () => {
    const { world, auth } = await setUpSignedIn()
    const held = world.network.hold(`${ISSUER}/userinfo`, 'answer')
    const info = auth.userInfo()
    info.catch(() => undefined)
    await until(() => held.count === 1)

    await auth.signOut({ provider: false })
    held.release()
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out signed-out')
  })
})
