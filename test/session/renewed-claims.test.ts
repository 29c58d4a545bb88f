import type { Lie, TokenDraft } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { ADA, CALENDAR, type HomeOptions, ISSUER, setUp, signIn } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const RIGHTS = {
  groups: ['staff', 'admins'],
  roles: ['owner'],
  entitlements: [{ id: 'billing', scope: { write: true } }],
  'https://example.com/permissions': ['delete'],
  is_admin: true,
  // Named like how and when a user signed in, and neither.
  'https://example.com/acr': 'gold',
  azp_roles: ['owner'],
}
const WHEN_AND_HOW = { acr: 'gold', amr: ['hwk', 'pin'] }

const call = (tab: Tab) => tab.auth().fetch(`${CALENDAR}events`)

/** ID tokens whose claims are changed: `undefined` takes one away. */
const claiming = (change: (claims: TokenDraft['claims']) => TokenDraft['claims']): Lie => ({
  idToken: (token) => ({ ...token, claims: change(token.claims) }),
})

/** What no ID token may leave out (OpenID Connect Core 1.0, section 2). */
const onlyRequired = claiming(({ iss, sub, aud, exp, iat, nonce }) => ({
  iss,
  sub,
  aud,
  exp,
  iat,
  ...(nonce !== undefined && { nonce }),
}))

/** Signed in with rights, with a token that has expired, at a provider that says nothing more of the user. */
async function setUpTakenAway(told: HomeOptions = {}) {
  const home = setUp(told)
  const stop = home.provider.lie(claiming((claims) => ({ ...claims, ...RIGHTS, ...WHEN_AND_HOW })))
  const auth = await signIn(home.tab, home.provider)
  const { user } = auth.state
  stop()
  await home.world.advanceSeconds(600)
  return { ...home, auth, user }
}

const expectNoRights = (user: object | undefined) => {
  for (const right of Object.keys(RIGHTS)) expect(Object.keys(user ?? {})).not.toContain(right)
}

describe('12.13 claims that the provider took away at a renewal', () => {
  it('are gone: rights, and a name; how and when the user signed in stays (R-R05)', async () => {
    const { tab, provider, auth, user } = await setUpTakenAway()
    expect(user).toMatchObject(RIGHTS)
    provider.lie(onlyRequired)

    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user).toEqual({ iss: ISSUER, sub: 'ada', auth_time: user?.auth_time, ...WHEN_AND_HOW })
  })

  it('are gone in every tab, and after a reload', async () => {
    const { world, tab } = await setUpTakenAway()
    const other = world.openTab()
    await other.auth().ready

    await call(tab)
    await world.rest()
    const seen = [tab.auth().state.user, other.auth().state.user]
    tab.reload()

    for (const user of [...seen, (await tab.auth().ready).user]) {
      expect(user).toMatchObject({ name: ADA.name })
      expectNoRights(user)
    }
  })

  it('are gone one by one: what is still said stays, as it is said then', async () => {
    const { tab, provider, auth } = await setUpTakenAway()
    provider.lie(claiming((claims) => ({ ...claims, groups: ['staff'], roles: [], acr: 'silver' })))

    await call(tab)

    expect(auth.state.user).toMatchObject({ groups: ['staff'], roles: [], acr: 'silver', amr: ['pwd'] })
    expect(auth.state.user).not.toHaveProperty('entitlements')
  })

  it('are gone for an API with a token of its own, too', async () => {
    const apis = { calendar: { url: CALENDAR, scopes: ['events.read'], resource: CALENDAR } }
    const { tab, auth } = await setUpTakenAway({ auth: { apis } })

    await call(tab)

    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada', acr: 'gold' } })
    expectNoRights(auth.state.user)
  })

  it('do not take with them what the next ID token is compared with (R-R05)', async () => {
    const { world, tab, provider, auth } = await setUpTakenAway()
    provider.lie(onlyRequired)
    await call(tab)
    await world.advanceSeconds(600)
    provider.lie(claiming((claims) => ({ ...claims, nonce: 'of another sign-in' })))

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-invalid' })
    expect(auth.state.status).toBe('signed-out')
  })

  it('leave the sign-in’s own nonce good at every later renewal (R-R05)', async () => {
    const { world, tab, provider } = setUp()
    let nonce: unknown
    const stop = provider.lie(
      claiming((claims) => {
        nonce = claims['nonce']
        return claims
      }),
    )
    await signIn(tab, provider)
    stop()
    await world.advanceSeconds(600)
    await call(tab)
    await world.advanceSeconds(600)
    provider.lie(claiming((claims) => ({ ...claims, nonce })))

    expect((await call(tab)).status).toBe(200)
  })

  it('are none when the same is said in another order, or not how and when: the user is the very same', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const { user } = auth.state
    await world.advanceSeconds(600)
    provider.lie(
      claiming(({ auth_time: _, amr: __, ...claims }) => Object.fromEntries(Object.entries(claims).reverse())),
    )

    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user).toBe(user)
  })

  it('are none where no ID token comes: the user is the very same (R-R06)', async () => {
    const { tab, provider, auth, user } = await setUpTakenAway()
    provider.lie({ tokenResponse: ({ id_token: _, ...body }) => body })

    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user).toBe(user)
  })
})

/** Signed in with a thin ID token and a full /userinfo, and the token has expired. */
async function setUpInfo() {
  const home = setUp({ auth: { userInfo: true } })
  home.provider.lie(claiming(({ name: _, email: __, ...claims }) => claims))
  const stop = home.provider.lie({ userInfo: (claims) => ({ ...claims, ...RIGHTS }) })
  const auth = await signIn(home.tab, home.provider)
  await home.world.advanceSeconds(600)
  home.provider.requests.length = 0
  return { ...home, auth, stop }
}

const refusing = (answer: () => Response): Lie => ({
  respond: (endpoint) => (endpoint === 'userinfo' ? answer() : undefined),
})

describe('12.13 claims that /userinfo brought', () => {
  it('are asked for again at a renewal, and gone when they are said no more; the others stay', async () => {
    const { tab, auth, stop, seen } = await setUpInfo()
    expect(auth.state.user).toMatchObject({ name: ADA.name, ...RIGHTS })
    stop()

    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user).toMatchObject({ name: ADA.name, email: ADA.email })
    expectNoRights(auth.state.user)
    expect(seen('userinfo')).toHaveLength(1)
    tab.reload()
    expectNoRights((await tab.auth().ready).user)
  })

  it('are gone though no ID token comes with the renewal', async () => {
    const { tab, auth, provider, stop } = await setUpInfo()
    stop()
    provider.lie({ tokenResponse: ({ id_token: _, ...body }) => body })

    await call(tab)

    expect(auth.state.user).toMatchObject({ name: ADA.name })
    expectNoRights(auth.state.user)
  })

  it('are the very same user when nothing has changed', async () => {
    const { tab, auth, seen } = await setUpInfo()
    const { user } = auth.state

    await call(tab)

    expect(auth.state.user).toBe(user)
    expect(seen('userinfo')).toHaveLength(1)
  })

  it('never say how or when the user signed in, at a renewal neither (R-U02)', async () => {
    const { tab, auth, provider } = await setUpInfo()
    provider.lie({
      userInfo: (claims) => ({ ...claims, acr: 'platinum', amr: ['face'], auth_time: 1, azp: 'another' }),
    })

    await call(tab)

    expect(auth.state.user).toMatchObject({ amr: ['pwd'] })
    expect(auth.state.user).not.toHaveProperty('acr')
    expect(auth.state.user?.auth_time).not.toBe(1)
  })

  it.each<[string, () => Response]>([
    ['503', () => new Response('', { status: 503 })],
    ['429', () => new Response('', { status: 429 })],
    [
      'a broken connection',
      () => {
        throw new TypeError('The connection broke')
      },
    ],
    ['the page of a proxy', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ])('stay over %s, and go at the renewal after it', async (_, answer) => {
    const { world, tab, auth, provider, stop } = await setUpInfo()
    stop()
    const mend = provider.lie(refusing(answer))

    expect((await call(tab)).status).toBe(200)
    expect(auth.state.user).toMatchObject(RIGHTS)
    mend()
    await world.advanceSeconds(600)
    await call(tab)

    expect(auth.state.user).toMatchObject({ name: ADA.name })
    expectNoRights(auth.state.user)
  })

  it.each<[string, () => Response]>([
    ['401', () => new Response('', { status: 401 })],
    ['403', () => new Response('', { status: 403 })],
    ['404', () => new Response('', { status: 404 })],
    ['another user', () => Response.json({ sub: 'grace', ...RIGHTS })],
    ['nobody', () => Response.json({ ...RIGHTS })],
    ['a JWT that nobody signed', () => new Response('e30.e30.', { headers: { 'content-type': 'application/jwt' } })],
  ])('are gone when the answer is %s: the session stands, and nothing of it is taken', async (_, answer) => {
    const { world, tab, auth, provider } = await setUpInfo()
    const mend = provider.lie(refusing(answer))

    expect((await call(tab)).status).toBe(200)
    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(auth.state.user).not.toHaveProperty('name')
    expectNoRights(auth.state.user)
    mend()
    await world.advanceSeconds(600)
    await call(tab)

    expect(auth.state.user).toMatchObject({ name: ADA.name })
  })

  it('hold up no call for longer than five seconds', async () => {
    const { world, tab, auth, calls } = await setUpInfo()
    const held = world.network.hold(`${ISSUER}/userinfo`)
    const answer = call(tab)
    await until(() => held.count === 1)
    expect(calls()).toEqual([])

    await world.advanceSeconds(6)

    expect((await answer).status).toBe(200)
    expect(auth.state.user).toMatchObject({ name: ADA.name })
  })

  it('bring no session back that has been signed out of meanwhile', async () => {
    const { world, tab, auth, stop } = await setUpInfo()
    stop()
    const other = world.openTab()
    await other.auth().ready
    const held = world.network.hold(`${ISSUER}/userinfo`, 'answer')
    const answer = expect(call(tab)).rejects.toMatchObject({ code: 'sign-in-required' })
    await until(() => held.count === 1)

    await other.auth().signOut({ provider: false })
    held.release()
    await answer
    await world.rest()

    expect([auth.state.status, other.auth().state.status]).toEqual(['signed-out', 'signed-out'])
  })

  it('disturb no renewal of another tab that is under way: no refresh token is lost', async () => {
    const apis = {
      calendar: { url: CALENDAR, scopes: ['events.read'] },
      notes: { url: 'https://notes.example.com/', resource: 'https://notes.example.com/' },
    }
    const { world, tab, provider, seen } = setUp({ auth: { userInfo: true, apis } })
    world.serve('https://notes.example.com', () => Response.json({}))
    const stop = provider.lie({ userInfo: (claims) => ({ ...claims, ...RIGHTS }) })
    await signIn(tab, provider, { options: { apis: ['calendar', 'notes'] } })
    const other = world.openTab()
    await other.auth().ready
    await world.advanceSeconds(600)
    stop()
    const info = world.network.hold(`${ISSUER}/userinfo`, 'answer')
    const one = call(tab)
    await until(() => info.count === 1)
    const token = world.network.hold(`${ISSUER}/token`, 'answer')
    const two = other.auth().fetch('https://notes.example.com/')
    await until(() => token.count === 1)

    info.release()
    await one
    token.release()

    expect((await two).status).toBe(200)
    const spent = seen('token').map(({ parameters }) => parameters['refresh_token'])
    await world.advanceSeconds(600)
    expect((await call(tab)).status).toBe(200)
    expect(new Set(spent).size).toBe(spent.length)
    expectNoRights(tab.auth().state.user)
  })
})
