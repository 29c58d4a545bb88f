import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, CLIENT_ID, departure, GRACE, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import { collectSecrets, formsOf } from '../support/traces.js'
import { collectUnhandledRejections } from '../support/unhandled-rejections.js'
import { until } from '../support/until.js'

describe('nothing is asked of the network', () => {
  it('by createAuth alone', async () => {
    const { world, tab } = setUp()

    await tab.auth().ready
    await world.advanceSeconds(3_600)

    expect(world.network.sent).toEqual([])
  })

  it('but the metadata, once, when the user comes near a button', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    await auth.ready
    for (let time = 0; time < 5; time += 1) tab.fire('near-press')
    await until(() => provider.requests.length > 0)
    await world.rest()

    await departure(tab, () => auth.signIn())

    expect(provider.requests.map(({ endpoint }) => endpoint)).toEqual(['discovery'])
    // And a connection to where the page will leave for.
    expect(tab.warmed).toEqual([ISSUER])
  })

  it('when a signed-in user comes near a button', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    await tab.auth().ready
    provider.requests.length = 0

    tab.fire('near-press')
    await world.rest()

    expect(provider.requests).toEqual([])
    expect(tab.warmed).toEqual([])
  })

  it('again by a press after a first try near a button has failed', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.network.isOnline = false
    tab.fire('near-press')
    await world.rest()
    world.network.isOnline = true

    const url = await departure(tab, () => auth.signIn())

    expect(url).toMatch(`${ISSUER}/authorize?`)
    expect(provider.requests).toHaveLength(1)
  })

  it('over and over while the provider is down and the pointer moves', async () => {
    const { world, tab, seen, provider } = setUp()
    await tab.auth().ready
    provider.lie({ respond: () => new Response('', { status: 503 }) })

    for (let time = 0; time < 20; time += 1) {
      tab.fire('near-press')
      await world.rest()
    }
    expect(seen('discovery')).toHaveLength(1)

    await world.advanceSeconds(11)
    tab.fire('near-press')
    await world.rest()
    expect(seen('discovery')).toHaveLength(2)
  })

  it('for longer than metadata may be kept: then it is fetched again (R-D13)', async () => {
    const { world, tab, seen } = setUp()
    const auth = tab.auth()
    await auth.ready
    tab.fire('near-press')
    await until(() => seen('discovery').length === 1)
    await world.advanceSeconds(900)

    await departure(tab, () => auth.signIn())

    expect(seen('discovery')).toHaveLength(2)
  })
})

describe('the request that leaves', () => {
  it('is Authorization Code with PKCE S256, state and nonce, each once (R-A01, R-A02, R-A08, R-A11)', async () => {
    const { tab, provider } = setUp()
    await visitProvider(tab, provider)

    const { searchParams: search } = new URL(tab.departures[0] ?? '')

    expect(Object.fromEntries(search)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: `${APP}/`,
      scope: 'openid profile email events.read events.write',
      state: expect.stringMatching(/^[\w-]+\.r\.[\w-]{22,}$/),
      nonce: expect.stringMatching(/^[\w-]{22,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect([...search.keys()]).toHaveLength(8)
  })

  it('repeats neither state nor nonce nor challenge (R-A02, R-A06, R-A08)', async () => {
    const { tab, provider, seen } = setUp()
    for (let time = 0; time < 60; time += 1) {
      await visitProvider(tab, provider)
      tab.reload()
    }

    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(new Set(seen('authorization').map(({ parameters }) => parameters[name])).size).toBe(60)
    }
  })

  it('says nothing of where the user will come back to (R-A07)', async () => {
    const { tab, provider } = setUp()

    await visitProvider(tab, provider, { options: { returnTo: '/clients/secret-name?card=4711' } })

    expect(formsOf('secret-name').some((form) => tab.departures.join().includes(form))).toBe(false)
    expect(tab.departures.join()).not.toContain('4711')
  })

  it('and everything else that leaves a sign-in as an address says nothing of the verifier (R-A04)', async () => {
    const { world, tab, provider } = setUp()
    const secrets = collectSecrets(provider)
    await signIn(tab, provider)

    const verifiers = [...secrets()].filter(([, what]) => what === 'code_verifier').map(([text]) => text)

    expect(verifiers).toHaveLength(1)
    const addresses = [...tab.departures, ...tab.history, ...tab.replaced, ...world.network.sent.map(({ url }) => url)]
    for (const form of verifiers.flatMap(formsOf)) expect(addresses.join('\n')).not.toContain(form)
  })

  it('names the redirect URI byte for byte as it was configured (R-A10, R-T02)', async () => {
    const redirectUri = `${APP}/auth/callback?tenant=a%2Fb`
    const { world, provider, seen } = setUp({ provider: { redirectUri }, auth: { redirectUri } })

    const auth = await signIn(world.openTab('/deep?x=1#y'), provider)

    expect(auth.state.status).toBe('signed-in')
    expect(seen('authorization')[0]?.parameters['redirect_uri']).toBe(redirectUri)
    expect(seen('token')[0]?.parameters['redirect_uri']).toBe(redirectUri)
  })

  it('goes back to the app’s base where there is one', async () => {
    const { world, provider } = setUp({ provider: { redirectUri: `${APP}/app/` } })
    const tab = world.openTab('/app/lists', { base: '/app/' })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(tab.url).toBe(`${APP}/app/lists`)
  })

  it('asks for openid once, whatever is configured (R-A09)', async () => {
    const { tab, provider, seen } = setUp({ auth: { scopes: ['openid', 'openid', 'email'], apis: {} } })

    await visitProvider(tab, provider)

    expect(seen('authorization')[0]?.parameters['scope']).toBe('openid email')
  })

  it('asks for consent with offline_access, unless the app says otherwise (R-A14)', async () => {
    const { world, provider, tab, seen } = setUp({ auth: { scopes: ['offline_access'] } })
    await visitProvider(tab, provider)
    await visitProvider(world.openTab(), provider, { options: { prompt: 'login' } })

    expect(seen('authorization').map(({ parameters }) => parameters['prompt'])).toEqual(['consent', 'login'])
  })

  it('carries what the app wants to tell the provider, once each (R-A19)', async () => {
    const { tab, provider, seen } = setUp({ auth: { authorizationParams: { audience: 'https://api', ui: 'a&b=c' } } })
    const options = {
      loginHint: 'ada@example.com',
      uiLocales: 'de en',
      acrValues: 'urn:mfa',
      maxAge: 0,
      prompt: 'login consent',
      scopes: ['events.delete'],
      params: { display: 'touch' },
    }

    await visitProvider(tab, provider, { options })

    expect(seen('authorization')[0]?.parameters).toMatchObject({
      login_hint: 'ada@example.com',
      ui_locales: 'de en',
      acr_values: 'urn:mfa',
      max_age: '0',
      prompt: 'login consent',
      display: 'touch',
      audience: 'https://api',
      ui: 'a&b=c',
      scope: expect.stringContaining('events.delete'),
    })
    const keys = [...(seen('authorization')[0]?.search.keys() ?? [])]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is navigated to and never fetched (R-A15)', async () => {
    const { world, tab, provider } = setUp()

    await signIn(tab, provider)

    expect(world.network.to(`${ISSUER}/authorize`)).toEqual([])
  })

  it('is made only once its attempt is stored', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.store.fault = (operation, key) => (operation === 'change' && key.includes('attempts') ? 'hang' : undefined)

    void auth.signIn()
    await world.rest()

    expect(tab.departures).toEqual([])
  })

  it('never leaves when the browser keeps nothing: the verifier would be lost', async () => {
    const { world, tab } = setUp()
    world.store.takeAway()
    const auth = tab.auth()
    expect((await auth.ready).status).toBe('signed-out')

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'storage-blocked', ends: 'sign-in' })

    expect(tab.departures).toEqual([])
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'storage', problem: 'memory-only' }))
  })

  it('goes through the leave of the app where there is one', async () => {
    const urls: string[] = []
    const { tab } = setUp({ auth: { leave: (url) => void urls.push(url) } })
    const auth = tab.auth()

    void auth.signIn()
    await until(() => urls.length === 1)

    expect(urls[0]).toMatch(`${ISSUER}/authorize?`)
    expect(tab.departures).toEqual([])
  })

  it('is not made by a worker', async () => {
    const { world } = setUp()
    const auth = world.openWorker().auth()

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'not-in-browser' })
  })

  it('is not made by a page that is no secure context (R-D14)', async () => {
    const { world } = setUp()
    const tab = world.openTab('/', { isSecure: false })
    const auth = tab.auth()

    expect(await auth.ready).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'insecure-context' },
    })
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'insecure-context' })
    expect(world.network.sent).toEqual([])
  })
})

describe('a sign-in that fails before the page leaves', () => {
  it('is in the state, and rejects all the same; the session that stands survives it', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.network.isOnline = false

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(auth.state).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'discovery-unreachable' },
    })

    world.network.isOnline = true
    await signIn(tab, provider)
    tab.allowsPopups = false

    await expect(tab.auth().signIn({ mode: 'popup' })).rejects.toMatchObject({ code: 'sign-in-popup-blocked' })

    expect(tab.auth().state).toMatchObject({
      status: 'signed-in',
      user: { sub: 'ada' },
      error: { code: 'sign-in-popup-blocked' },
    })
    tab.allowsPopups = true
    await signIn(tab, provider)
    expect(tab.auth().state.error).toBeUndefined()
  })

  it('keeps no guard from trying once more: the provider may be there again', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.network.isOnline = false
    await expect(auth.requireUser({ returnTo: '/secret' })).rejects.toMatchObject({ code: 'discovery-unreachable' })
    world.network.isOnline = true

    await departure(tab, () => auth.requireUser({ returnTo: '/secret' }))

    expect(tab.departures).toHaveLength(1)
  })

  it('is no news when another one takes its place, or it was given up', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    const held = world.network.hold(`${ISSUER}/.well-known/openid-configuration`)
    const controller = new AbortController()
    const first = expect(auth.signIn({ prompt: 'login' })).rejects.toMatchObject({ code: 'sign-in-superseded' })
    await until(() => held.count === 1)
    const second = expect(auth.signIn({ signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
    await world.rest()
    controller.abort()
    await second
    held.release()
    await first

    expect(auth.state).toEqual({ status: 'signed-out', reason: 'none' })
  })

  it('is no unhandled rejection of the page where an event has called it: the state has it', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.network.isOnline = false
    const unhandled = collectUnhandledRejections()

    void auth.signIn({ preventDefault: () => undefined })
    await until(() => auth.state.error)
    await world.rest()

    expect(unhandled).toEqual([])
  })

  it('is no news when it was to be silent', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    world.network.isOnline = false

    await expect(auth.signIn({ mode: 'silent' })).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(auth.state).toEqual({ status: 'signed-out', reason: 'none' })
  })
})

describe('calls of signIn', () => {
  it.each([
    ['a parameter of the protocol', { params: { state: 'mine' } }],
    ['a client secret', { params: { client_secret: 'x' } }],
    ['another response mode', { params: { response_mode: 'fragment' } }],
    ['a request object', { params: { request_uri: 'https://evil.example.com' } }],
    ['prompt none beside another', { prompt: 'none login' }],
    ['a negative age', { maxAge: -1 }],
    ['an age that is no number', { maxAge: '5' }],
    ['a mode that does not exist', { mode: 'teleport' }],
    ['two scopes in one', { scopes: ['a b'] }],
    ['an option that does not exist', { returnUrl: '/x' }],
  ])('refuse %s at once (R-A11, R-A13)', async (_, options) => {
    const { world, tab } = setUp()
    const auth = tab.auth()

    await expect(auth.signIn(options as object)).rejects.toBeInstanceOf(TypeError)

    await world.rest()
    expect(tab.departures).toEqual([])
  })

  it('join when they ask for the same: the page leaves once', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    void auth.signIn()
    void auth.signIn()

    await until(() => tab.departures.length > 0)
    await world.rest()

    expect(tab.departures).toHaveLength(1)
    expect(provider.requests).toHaveLength(1)
  })

  it('join when one of them was handed a DOM event', async () => {
    const { world, tab } = setUp()
    const { signIn: bare } = tab.auth()
    void bare()
    void bare({ preventDefault: () => undefined })

    await until(() => tab.departures.length > 0)
    await world.rest()

    expect(tab.departures).toHaveLength(1)
  })

  it('take each other’s place when they ask for different things: a step-up never joins a plain sign-in', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const plain = auth.signIn()
    const refused = expect(plain).rejects.toMatchObject({ code: 'sign-in-superseded' })
    void auth.signIn({ acrValues: 'urn:mfa' })

    await refused
    await until(() => tab.departures.length > 0)
    await world.rest()

    expect(tab.departures).toHaveLength(1)
    expect(tab.departures[0]).toContain('acr_values=urn')
  })

  it('end with their signal as long as the page has not left', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const controller = new AbortController()
    const held = world.network.hold(`${ISSUER}/`)
    const leaving = auth.signIn({ signal: controller.signal })
    const refused = expect(leaving).rejects.toThrow('enough')
    await until(() => held.count === 1)

    controller.abort(new Error('enough'))
    await refused
    held.release()
    await world.rest()

    expect(tab.departures).toEqual([])
  })

  it('end with a sign-out: the page does not leave for a sign-in afterwards', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    const held = world.network.hold(`${ISSUER}/`)
    const leaving = auth.signIn()
    leaving.catch(() => undefined)
    await until(() => held.count === 1)

    await auth.signOut({ provider: false })
    held.release()
    await world.rest()

    expect(tab.departures).toEqual([])
    await expect(leaving).rejects.toThrow()
  })

  it('do nothing with a signal that is aborted already', async () => {
    const { world, tab } = setUp()

    await expect(tab.auth().signIn({ signal: AbortSignal.abort() })).rejects.toThrow()

    await world.rest()
    expect(world.network.sent).toEqual([])
  })

  it('work again after one has failed', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    world.network.isOnline = false
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-unreachable', retry: 'later' })
    world.network.isOnline = true

    await departure(tab, () => auth.signIn())

    expect(provider.requests).toHaveLength(1)
  })

  it('work again in a page that the back/forward cache brought back, which says that it dropped the first', async () => {
    const { tab, provider } = setUp()
    await visitProvider(tab, provider)
    const auth = tab.auth()
    tab.freeze()
    tab.restore()
    await until(() => auth.state.status !== 'pending')

    await departure(tab, () => auth.signIn())

    expect(tab.departures).toHaveLength(2)
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'navigation', to: 'dropped' }))
  })

  it('work again when the browser stayed although the page wanted to leave', async () => {
    const { world, tab, provider } = setUp()
    await visitProvider(tab, provider)
    await world.advanceSeconds(30)

    await departure(tab, () => tab.auth().signIn())

    expect(tab.departures).toHaveLength(2)
  })
})

describe('the user', () => {
  it('is a frozen plain object of claims, the same until a claim changes', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const { user } = auth.state

    expect(Object.isFrozen(auth.state)).toBe(true)
    expect(Object.isFrozen(user)).toBe(true)
    await world.advanceSeconds(600)
    await auth.fetch(`${CALENDAR}events`)
    expect(auth.state.user).toBe(user)
  })

  it('is told with the scopes that were granted, not those that were asked for (R-T09)', async () => {
    const { tab, provider } = setUp()

    const auth = await signIn(tab, provider, { visit: { scopes: ['openid', 'profile', 'events.read'] } })

    expect(auth.state.scopes).toEqual({ calendar: ['events.read'] })
  })

  it('may be another one after a second sign-in: the app is told, and sees nobody in between (R-I23, R-L11)', async () => {
    const users = [
      { sub: 'ada', email: 'shared@example.com' },
      { ...GRACE, email: 'shared@example.com' },
    ]
    const { world, tab, provider, calls } = setUp({ provider: { users } })
    await signIn(tab, provider)
    const watcher = world.openTab()
    const auth = watcher.auth()
    await auth.ready
    const seen: unknown[] = []
    auth.subscribe(({ status, user }) => seen.push(user?.sub ?? status))

    await signIn(tab, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await until(() => auth.state.user?.sub === 'grace')

    expect(seen).toEqual(['ada', 'signed-out', 'grace'])
    expect(watcher.events).toContainEqual(expect.objectContaining({ type: 'user-changed', by: 'another-tab' }))
    await auth.fetch(`${CALENDAR}events`)
    expect(calls()).toHaveLength(1)
  })

  it('may be another one after a second sign-in in the same tab: the app is told there, too (R-L11)', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)

    await signIn(tab, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })

    expect(tab.auth().state.user?.sub).toBe('grace')
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'user-changed', by: 'sign-in' }))
  })

  it('may be the same one after a second sign-in: nobody has changed', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)

    await signIn(tab, provider, { options: { prompt: 'login' } })

    expect(tab.events.filter(({ type }) => type === 'user-changed')).toEqual([])
  })

  it('is signed in without a userinfo endpoint (R-U05)', async () => {
    const { tab, provider } = setUp()
    provider.lie({ discovery: ({ userinfo_endpoint: _, ...rest }) => rest })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('has what /userinfo adds, where the app asked for it, and the ID token is believed where both speak', async () => {
    const { tab, provider, seen } = setUp({ auth: { userInfo: true } })
    provider.lie({ userInfo: (claims) => ({ ...claims, nickname: 'Countess', name: 'Somebody Else' }) })

    const auth = await signIn(tab, provider)

    expect(auth.state.user).toMatchObject({ sub: 'ada', nickname: 'Countess', name: 'Ada Lovelace' })
    expect(seen('userinfo')).toHaveLength(1)
  })

  it.each([
    ['another user', { sub: 'grace' }],
    ['nobody', { sub: undefined }],
    ['an empty subject', { sub: '' }],
  ])('is nobody when /userinfo speaks of %s (R-U02)', async (_, change) => {
    const { tab, provider } = setUp({ auth: { userInfo: true } })
    provider.lie({ userInfo: (claims) => ({ ...claims, ...change }) })

    expect((await signIn(tab, provider)).state).toMatchObject({ status: 'signed-out', error: { code: 'user-info' } })
  })
})

describe('the schema of a profile', () => {
  const schema = (validate: (value: unknown) => unknown) =>
    ({ '~standard': { version: 1, vendor: 'test', validate } }) as never

  it('makes the user, at sign-in and at each restore, and cannot take the user’s key away', async () => {
    const profile = schema((value) => ({ value: { display: (value as { name: string }).name } }))
    const { tab, provider } = setUp({ auth: { profile } })

    await signIn(tab, provider)
    tab.reload()

    expect((await tab.auth().ready).user).toEqual({ iss: ISSUER, sub: 'ada', display: 'Ada Lovelace' })
  })

  it('that refuses the claims gives an error that names the paths and no claim', async () => {
    const profile = schema(() => ({ issues: [{ message: 'wrong: ada@example.com', path: ['email'] }] }))
    const { tab, provider } = setUp({ auth: { profile } })

    const { state } = await signIn(tab, provider)

    expect(state).toMatchObject({
      status: 'signed-out',
      error: { code: 'user-profile', details: { paths: ['email'] } },
    })
    expect(JSON.stringify(state.error)).not.toContain('ada@')
  })
})
