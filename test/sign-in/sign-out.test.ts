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

  it.each<readonly [who: string, refused: string, hasRefreshToken: boolean, problems: number]>([
    ['the access token that died with the refresh token', 'access_token', true, 0],
    ['the refresh token', 'refresh_token', true, 1],
    ['the access token, and there is no other', 'access_token', false, 1],
  ])('14.B6: where the provider refuses to revoke %s', async (_, refused, refreshTokens, problems) => {
    const { tab, auth, provider } = await setUpSignedIn({ provider: { refreshTokens } })
    provider.lie({
      respond: (endpoint, { parameters }) =>
        endpoint === 'revocation' && parameters['token_type_hint'] === refused
          ? Response.json({ error: 'invalid_request' }, { status: 400 })
          : undefined,
    })

    await auth.signOut({ provider: false })

    expect(tab.events.filter((event) => event.type === 'problem' && event.code === 'revocation-failed')).toHaveLength(
      problems,
    )
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

/** A claim that makes an ID token too long for any address. */
const GROUPS = Array.from({ length: 600 }, (_, index) => `group-${index}-of-the-whole-company`)

async function setUpLong(groups: readonly string[] = GROUPS) {
  const home = setUp()
  home.provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, groups } }) })
  return { ...home, auth: await signIn(home.tab, home.provider) }
}

describe('a logout address that is too long', () => {
  it('14.A8: over 4,000 characters the hint goes by form post, and the user comes back', async () => {
    const { tab, auth, provider } = await setUpLong()

    await auth.signOut({ returnTo: '/bye' })
    const [posted] = tab.posts
    tab.goTo(provider.endSession(posted?.url ?? '', new URLSearchParams(posted?.fields)) ?? '')
    await tab.auth().ready

    expect(posted).toMatchObject({ url: `${ISSUER}/logout`, fields: { client_id: CLIENT_ID } })
    expect(posted?.fields['id_token_hint']?.length).toBeGreaterThan(4_000)
    expect(tab.departures.join()).not.toContain('id_token_hint')
    expect(tab.url).toBe(`${APP}/bye`)
  })

  it('14.A8: is counted as a whole, with what the endpoint has of its own', async () => {
    const { tab, provider } = setUp()
    const end_session_endpoint = `${ISSUER}/logout?brand=${'b'.repeat(3_900)}`
    provider.lie({ discovery: (document) => ({ ...document, end_session_endpoint }) })
    const auth = await signIn(tab, provider)

    await auth.signOut()

    expect(tab.posts).toMatchObject([{ url: end_session_endpoint }])
  })

  it('14.A8: goes by URL where the app says so, where there is no hint, and where it is not too long', async () => {
    const said = await setUpLong()
    const silent = await setUpLong()
    const short = await setUpLong(GROUPS.slice(0, 30))

    const urls = [
      await departure(said.tab, () => said.auth.signOut({ idTokenHint: 'url' })),
      await departure(silent.tab, () => silent.auth.signOut({ idTokenHint: 'none' })),
      await departure(short.tab, () => short.auth.signOut()),
    ]

    const lengths = urls.map((url) => new URL(url).searchParams.get('id_token_hint')?.length ?? 0)
    expect(lengths).toEqual([expect.toSatisfy((length) => length > 4_000), 0, expect.toSatisfy((length) => length > 1)])
    expect([said, silent, short].flatMap(({ tab }) => tab.posts)).toEqual([])
  })
})

describe('the place after a sign-out', () => {
  const BYE = `${APP}/goodbye?from=app`

  async function leaveFrom(postLogoutRedirectUri: string | undefined, returnTo?: string) {
    const { tab, provider } = setUp({
      provider: { postLogoutRedirectUri: [BYE, `${APP}/`] },
      auth: { ...(postLogoutRedirectUri !== undefined && { postLogoutRedirectUri }), redirectUri: `${APP}/` },
    })
    const auth = await signIn(tab, provider)
    tab.goTo('/deep/inside')
    await tab.auth().ready
    const url = await departure(tab, () => tab.auth().signOut({ returnTo }))
    tab.goTo(provider.endSession(url) ?? '')
    await tab.auth().ready
    expect(auth.state.status).toBe('signed-in')
    return tab
  }

  it('14.A14: is where postLogoutRedirectUri leads, with nothing of the protocol in the address', async () => {
    const tab = await leaveFrom(BYE)

    expect(tab.url).toBe(BYE)
    expect(tab.auth().state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('14.A14: is where it leads although an earlier sign-out was told another place', async () => {
    const { tab, provider } = setUp({ provider: { postLogoutRedirectUri: BYE }, auth: { postLogoutRedirectUri: BYE } })
    const first = await signIn(tab, provider)
    await departure(tab, () => first.signOut({ returnTo: '/first' }))
    const second = await signIn(tab, provider)

    tab.goTo(provider.endSession(await departure(tab, () => second.signOut())) ?? '')
    await tab.auth().ready

    expect(tab.url).toBe(BYE)
  })

  it('14.A14: is returnTo where that was given, and the app’s base where nothing was set', async () => {
    const told = await leaveFrom(BYE, '/bye')
    const unset = await leaveFrom(undefined)

    expect([told.url, unset.url]).toEqual([`${APP}/bye`, `${APP}/`])
  })
})

describe('a logout that is not OpenID’s', () => {
  const endSession = { url: 'https://todo.auth.example.com/logout', params: { logout_uri: `${APP}/bye` } }

  it.each(['none', 'one'])('14.A15: is visited with client_id and params, where the metadata has %s', async (has) => {
    const { tab, provider } = setUp({ auth: { endSession } })
    if (has === 'none') provider.lie({ discovery: ({ end_session_endpoint: _, ...rest }) => rest })
    const auth = await signIn(tab, provider)

    const url = new URL(await departure(tab, () => auth.signOut({ idTokenHint: 'form' })))

    expect(`${url.origin}${url.pathname}`).toBe(endSession.url)
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: CLIENT_ID, logout_uri: `${APP}/bye` })
    expect(tab.posts).toEqual([])
  })

  it('14.A15: is left alone where the app says so, and inspect() tells of it', async () => {
    const { tab, provider } = setUp({ auth: { endSession } })
    provider.lie({ discovery: ({ end_session_endpoint: _, ...rest }) => rest })
    const auth = await signIn(tab, provider)

    expect((await auth.inspect()).features.endSession).toBe(true)
    await auth.signOut({ provider: false })
    expect(tab.departures).toHaveLength(1)
  })

  it('14.A15: is that of the call of createAuth, whatever becomes of the object', async () => {
    const mutable = { url: 'https://todo.auth.example.com/logout?a=1&client_id=other', params: { returnTo: APP } }
    const { tab, provider } = setUp({ auth: { endSession: mutable } })
    const auth = await signIn(tab, provider)
    mutable.url = 'https://evil.example.com/'
    mutable.params.returnTo = 'https://evil.example.com/'

    const url = await departure(tab, () => auth.signOut())

    expect(url).toBe(
      `https://todo.auth.example.com/logout?a=1&client_id=${CLIENT_ID}&returnTo=${encodeURIComponent(APP)}`,
    )
  })

  it.each<readonly [what: string, wrong: unknown]>([
    ['an http: address', { url: 'http://todo.auth.example.com/logout' }],
    ['a loopback address for a provider that is on none', { url: 'http://localhost:4000/logout' }],
    ['a relative address', { url: '/logout' }],
    ['a script', { url: 'javascript:alert(1)' }],
    ['a user in the address', { url: 'https://ada@todo.auth.example.com/logout' }],
    ['a fragment', { url: 'https://todo.auth.example.com/logout#' }],
    ['no address', { params: {} }],
    ['a member that nobody reads', { ...endSession, parameters: {} }],
    ...['client_id', 'id_token_hint', 'state', 'post_logout_redirect_uri', 'redirect_uri', 'response_type'].map(
      (name): [string, unknown] => [`the parameter ${name}`, { ...endSession, params: { [name]: 'x' } }],
    ),
    ['a parameter that is no text', { ...endSession, params: { logout_uri: 7 } }],
  ])('14.A15: is refused with %s', (_, wrong) => {
    const { tab } = setUp()

    expect(() => tab.auth({ endSession: wrong as typeof endSession })).toThrow(TypeError)
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
