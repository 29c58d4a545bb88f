import { describe, expect, it } from 'vitest'
import { CALENDAR, departure, type HomeOptions, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`

const setUpOAuth = ({ auth, provider, ...rest }: HomeOptions = {}) =>
  setUp({ ...rest, auth: { openid: false, ...auth }, provider: { openid: false, ...provider } })

async function setUpAuthorized(options: HomeOptions = {}) {
  const home = setUpOAuth(options)
  const auth = await signIn(home.tab, home.provider)
  return { ...home, auth }
}

describe('a provider that does OAuth 2.0 and no OpenID Connect', () => {
  it('lets the app act, and nobody says for whom', async () => {
    const { auth, calls, seen } = await setUpAuthorized()

    expect(auth.state).toEqual({ status: 'authorized', scopes: { calendar: ['events.read', 'events.write'] } })
    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(calls()[0]?.headers.get('authorization')).toMatch(/^Bearer /)
    expect(seen('jwks')).toEqual([])
  })

  it('is asked for no identity: no openid, no nonce, and PKCE S256 all the same', async () => {
    const home = setUpOAuth()
    await home.tab.auth().ready
    const { searchParams } = new URL(await departure(home.tab, () => home.tab.auth().signIn()))

    expect(searchParams.get('scope')).toBe('events.read events.write')
    expect(searchParams.has('nonce')).toBe(false)
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    expect(searchParams.get('state')).toBeTruthy()
  })

  it.each(['https://id.example.com', 'https://id.example.com/tenant'])(
    'is found at the address of RFC 8414, of %s by exactly one request (R-D03)',
    async (issuer) => {
      const home = setUpOAuth({ provider: { issuer } })
      expect((await signIn(home.tab, home.provider)).state.status).toBe('authorized')

      const { origin, pathname } = new URL(issuer)
      const path = pathname === '/' ? '' : pathname
      expect(home.seen('discovery').map(({ url }) => url)).toEqual([
        `${origin}/.well-known/oauth-authorization-server${path}`,
      ])
    },
  )

  it('must announce S256: without a nonce PKCE alone protects the code (R-D08)', async () => {
    const home = setUpOAuth()
    home.provider.lie({ discovery: ({ code_challenge_methods_supported: _, ...document }) => document })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'discovery-unsupported',
      details: { feature: 'S256' },
    })
  })

  it('needs no keys', async () => {
    const home = setUpOAuth()
    home.provider.lie({ discovery: ({ jwks_uri: _, ...document }) => document })

    expect((await signIn(home.tab, home.provider)).state.status).toBe('authorized')
  })

  it.each([['garbage'], [7], [{ sub: 'ada' }]])('may send an ID token, which nobody looks at: %j', async (id_token) => {
    const home = setUpOAuth()
    home.provider.lie({ tokenResponse: (body) => ({ ...body, id_token }) })
    const auth = await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(400)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(auth.state).not.toHaveProperty('user')
    expect(await auth.inspect()).toMatchObject({ status: 'authorized', idToken: undefined })
  })

  it('goes on over a reload, in every tab, and is renewed', async () => {
    const home = await setUpAuthorized()
    home.tab.reload()
    const other = home.world.openTab()
    await Promise.all([home.tab.auth().ready, other.auth().ready])
    await home.world.advanceSeconds(400)

    expect((await other.auth().fetch(EVENTS)).status).toBe(200)
    expect(home.tab.auth().state.status).toBe('authorized')
    expect(home.seen('token').map(({ parameters }) => parameters['grant_type'])).toEqual([
      'authorization_code',
      'refresh_token',
    ])
  })

  it('ends with a sign-out, which sends no hint', async () => {
    const home = await setUpAuthorized()
    const url = new URL(await departure(home.tab, () => home.auth.signOut()))

    expect(home.auth.state.status).toBe('signed-out')
    expect(url.searchParams.has('id_token_hint')).toBe(false)
    expect(home.seen('revocation')).toHaveLength(2)
  })

  it('works in a popup, with proofs and with pushed parameters', async () => {
    const home = setUpOAuth({ auth: { dpop: true, par: true } })
    const auth = home.tab.auth()
    await auth.ready
    const done = auth.signIn({ mode: 'popup' })
    await until(() => home.tab.windows[0]?.url, 'the popup to leave')
    const page = home.tab.windows[0]?.goTo(await home.provider.authorize(`${home.tab.windows[0]?.url}`))
    page?.auth()
    await until(() => page?.isClosed, 'the popup to have done its part')
    await home.world.advanceSeconds(1)

    expect(await done).toBeUndefined()
    expect((await auth.fetch(EVENTS)).status).toBe(200)
  })

  it('is required by a router as a user is', async () => {
    const home = await setUpAuthorized()

    await expect(home.auth.requireUser()).resolves.toBeUndefined()
    await home.auth.signOut({ provider: false })
    await expect(home.auth.requireUser({ redirect: false })).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('takes each authorization for somebody else’s: a call of the one before is refused (R-L11)', async () => {
    const home = await setUpAuthorized()
    const other = home.world.openTab()
    await other.auth().ready
    await home.world.advanceSeconds(400)
    const held = home.world.network.hold(`${ISSUER}/token`, 'request', 1)
    const call = home.auth.fetch(EVENTS).then(
      ({ status }) => status,
      (error) => error.code,
    )
    await until(() => held.count, 'the renewal to be under way')
    await signIn(other, home.provider, { options: { prompt: 'login' } })
    held.release()

    expect(await call).toBe('user-changed')
    expect(home.calls()).toEqual([])
    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'user-changed' }))
  })

  it('is never taken for a sign-in, nor a sign-in for it', async () => {
    const home = await setUpAuthorized()
    const page = home.world.openTab()
    expect(await page.auth({ openid: true }).ready).toMatchObject({ status: 'signed-out' })
    const signedIn = await setUpSignedIn()
    const other = signedIn.world.openTab()

    expect(await other.auth({ openid: false }).ready).toMatchObject({ status: 'signed-out' })
  })

  it.each([
    { userInfo: true },
    { scopes: ['openid'] },
    { initiateLogin: '/login' },
    { profile: { '~standard': { version: 1 as const, vendor: 'x', validate: (value: unknown) => ({ value }) } } },
  ])('has nothing that is about who somebody is: %j', (auth) => {
    const home = setUpOAuth()

    expect(() => home.world.openTab().auth({ openid: false, ...auth })).toThrow(TypeError)
  })

  it.each([{ maxAge: 60 }, { acrValues: 'gold' }, { claims: {} }, { mode: 'silent' as const }])(
    'cannot be asked for it either: %j',
    async (options) => {
      const home = setUpOAuth()

      await expect(home.tab.auth().signIn(options as object)).rejects.toThrow(TypeError)
    },
  )
})

it.each([null, 0, ''])('openid: %j is not false: the ID token is checked, and nobody is made up', async (openid) => {
  // What the types refuse.
  const home = setUp({ auth: { openid } as object })

  const auth = await signIn(home.tab, home.provider)

  expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
})

it.each([null, 0, ''])('openid: %j takes no ID token that is wrong', async (openid) => {
  const home = setUp({ auth: { openid } as object })
  home.provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, nonce: 'of another' } }) })

  const auth = await signIn(home.tab, home.provider)

  expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'id-token-claim' } })
})

it('a sign-in that was begun for nobody signs nobody in on a page that wants to know who', async () => {
  const home = setUp({ auth: { openid: false }, provider: { openid: false } })
  const auth = home.tab.auth()
  await auth.ready
  const url = await departure(home.tab, () => auth.signIn())
  home.tab.goTo(await home.provider.authorize(url))

  const state = await home.tab.auth({ openid: true }).ready

  expect(state.status).toBe('signed-out')
  expect(home.seen('userinfo')).toEqual([])
})
