import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, CLIENT_ID, departure, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import { expectNobody, markOf, withQuery } from '../support/outcome.js'
import { keysIn } from '../support/traces.js'
import { until } from '../support/until.js'

/** A place that no sign-in has marked as its own. */
const FOREIGN = `${APP}/search?code=1&state=2`

describe('the address bar', () => {
  it('is clean as soon as createAuth has returned, and shows where the user came from (R-C09)', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider, { options: { returnTo: '/lists/7?sort=due#top' } })
    tab.goTo(back)

    const auth = tab.auth()

    expect(tab.url).toBe(`${APP}/lists/7?sort=due#top`)
    expect(tab.replaced).toEqual([`${APP}/lists/7?sort=due#top`])
    expect(auth.state.status).toBe('pending')
    expect((await auth.ready).status).toBe('signed-in')
    expect(tab.replaced).toHaveLength(1)
  })

  it('goes back to the page where signIn was called when nothing else was asked for', async () => {
    const { world, provider } = setUp()
    const tab = world.openTab('/deep?x=1#y')

    await signIn(tab, provider)

    expect(tab.url).toBe(`${APP}/deep?x=1#y`)
  })

  it('keeps the other keys and the hash of a return that nobody noted a place for (R-C09)', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    tab.notes.clear()
    tab.goTo(`${back}&keep=1&keep=2#part`)

    tab.auth()

    expect(tab.url).toBe(`${APP}/?keep=1&keep=2#part`)
  })

  it('keeps the other keys as they were spelt (R-C09)', async () => {
    const home = setUp()
    const url = await visitProvider(home.tab, home.provider)
    home.tab.notes.clear()
    home.tab.goTo(url.replace('?', '?q=a%20b+c&empty=&flag&q=%E2%82%AC&').concat('&last=%2F/'))
    home.tab.auth()

    expect(home.tab.url).toBe(`${APP}/?q=a%20b+c&empty=&flag&q=%E2%82%AC&last=%2F/`)
    await home.tab.auth().ready
  })

  it('shows the place after a return in another tab, and tells the router there', async () => {
    const { world, tab, provider } = setUp()
    const back = await visitProvider(tab, provider, { options: { returnTo: '/lists/7' } })
    const other = world.openTab(back)

    const auth = other.auth()

    expect(other.url).toBe(`${APP}/`)
    expect((await auth.ready).status).toBe('signed-in')
    expect(other.url).toBe(`${APP}/lists/7`)
    expect(other.popstates).toEqual([`${APP}/lists/7`])
  })

  it('is announced to a router that was created before auth.ts and has read the callback', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { options: { returnTo: '/lists/7' } }))

    tab.auth()

    expect(tab.popstates).toEqual([`${APP}/lists/7`])
  })

  it('gives the place to onReturn before ready settles, and never the provider’s URL', async () => {
    const places: string[] = []
    const { tab, provider } = setUp({ auth: { onReturn: (place) => void places.push(place) } })

    const auth = await signIn(tab, provider, { options: { returnTo: '/lists/7' } })

    expect(auth.state.status).toBe('signed-in')
    expect(places).toEqual([`${APP}/lists/7`])
  })

  it('leaves the address as the router has it where onReturn leads back, but for what is ours', async () => {
    const { tab, provider } = setUp({ auth: { onReturn: () => undefined } })

    const auth = await signIn(tab, provider, { options: { returnTo: '/lists/7' } })

    expect(auth.state.status).toBe('signed-in')
    expect(tab.replaced).toEqual([`${APP}/`])
    expect(tab.popstates).toEqual([])
  })

  it.each([
    ['has put it back', undefined],
    ['has put it back, and is led on by onReturn', () => undefined],
  ])('is cleaned once more after a router that had read it before %s, and a developer is told', async (_, onReturn) => {
    const { world, tab, provider } = setUp({ auth: { onReturn } })
    const back = await visitProvider(tab, provider, { options: { returnTo: '/lists/7' } })
    tab.goTo(back)
    const held = world.network.hold(`${ISSUER}/token`)
    const auth = tab.auth()
    const before = tab.url

    tab.history.splice(-1, 1, back)
    held.release()
    await auth.ready

    expect(before).not.toContain('code=')
    expect(tab.url).not.toContain('code=')
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'callback-reappeared' }))
  })

  it('gives the place to onReturn when the sign-in has failed, too', async () => {
    const places: string[] = []
    const { tab, provider } = setUp({ auth: { onReturn: (place) => void places.push(place) } })

    const auth = await signIn(tab, provider, {
      options: { returnTo: '/lists/7' },
      visit: { deny: 'access_denied' },
    })

    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'sign-in-denied' } })
    expect(places).toEqual([`${APP}/lists/7`])
  })

  it.each([
    'https://evil.example.com/',
    '//evil.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    '\\\\evil.example.com',
  ])('never leads to %s after a sign-in (R-A16)', async (returnTo) => {
    const { tab, provider } = setUp()

    await signIn(tab, provider, { options: { returnTo } })

    expect(new URL(tab.url).origin).toBe(APP)
    expect(tab.replaced.filter((address) => !address.startsWith(APP))).toEqual([])
  })

  it('is left alone when a code and a state are those of somebody else (R-C15)', async () => {
    const { world, provider } = setUp()
    const tab = world.openTab(FOREIGN)

    const auth = tab.auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect(tab.url).toBe(FOREIGN)
    expect(provider.requests).toEqual([])
  })

  it('is left alone when the parameters stand in the fragment, and nothing is read there (R-C11)', async () => {
    const { tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    const { search } = new URL(back)
    tab.goTo(`${APP}/#${search.slice(1)}`)

    expect((await tab.auth().ready).status).toBe('signed-out')
    expect(tab.url).toBe(`${APP}/#${search.slice(1)}`)
    expect(seen('token')).toEqual([])
  })

  it('leaves no code in any entry of the history', async () => {
    const { tab, provider, seen } = setUp()

    await signIn(tab, provider)

    const code = seen('token')[0]?.parameters['code'] ?? ''
    expect(code).not.toBe('')
    expect(tab.history.join()).not.toContain(code)
  })
})

describe('a return', () => {
  it('redeems a code once when the same return is loaded in two tabs (R-C03)', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    const [one, two] = [world.openTab(back), world.openTab(back)]

    const states = await Promise.all([one.auth().ready, two.auth().ready])
    await world.rest()

    expect(seen('token')).toHaveLength(1)
    expect(states.map(({ status }) => status)).toContain('signed-in')
    expect(one.auth().state.status).toBe('signed-in')
    expect(two.auth().state.status).toBe('signed-in')
  })

  it('redeems a code once when its page is reloaded over and over (R-C03)', async () => {
    const { tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    for (let time = 0; time < 3; time += 1) {
      tab.goTo(back)
      await tab.auth().ready
    }

    expect(seen('token')).toHaveLength(1)
    expect(tab.auth().state.status).toBe('signed-in')
  })

  it('redeems a code once when createAuth is called twice', async () => {
    const { tab, provider, seen } = setUp()
    tab.goTo(await visitProvider(tab, provider))

    const states = await Promise.all([tab.auth().ready, tab.auth().ready])

    expect(states[0]).toBe(states[1])
    expect(seen('token')).toHaveLength(1)
  })

  it('is not used again after its page died while the code was being redeemed (R-T04)', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    provider.lie({
      deliver: (response, { endpoint }) => {
        if (endpoint === 'token') tab.kill()
        return response
      },
    })
    tab.goTo(back)
    tab.auth()
    await until(() => seen('token').length === 1)
    await world.rest()

    tab.goTo(back)
    const state = await tab.auth().ready

    expect(state).toMatchObject({ status: 'signed-out', error: { code: 'callback-unknown-state' } })
    expect(seen('token')).toHaveLength(1)
  })

  it('of another browser is refused: this one holds no verifier for it (R-A03)', async () => {
    const victim = setUp()
    const attacker = setUp()
    const back = await visitProvider(attacker.tab, attacker.provider)
    victim.tab.goTo(back)

    const auth = victim.tab.auth()
    await auth.ready

    await expectNobody(victim, auth, 'callback-unknown-state')
    expect(victim.provider.requests).toEqual([])
  })

  it.each([
    ['unknown', (mark: string) => `${mark}.r.AAAAAAAAAAAAAAAAAAAAAA`],
    ['empty but for the mark', (mark: string) => `${mark}.`],
    ['cut', (_: string, state: string) => state.slice(0, -1)],
    ['longer', (_: string, state: string) => `${state}A`],
  ])('with a state that is %s is refused, and no code is sent (R-C02)', async (_, change) => {
    const home = setUp()
    const { tab, provider, seen } = home
    const back = await visitProvider(tab, provider)
    const state = new URL(back).searchParams.get('state') ?? ''
    tab.goTo(withQuery(back, { state: change(markOf(back), state) }))

    const auth = tab.auth()
    await auth.ready

    await expectNobody(home, auth, 'callback-unknown-state')
    expect(seen('token')).toEqual([])
  })

  it('without a state is nobody’s: no code is sent (R-C02)', async () => {
    const { tab, provider, seen } = setUp()
    const back = withQuery(await visitProvider(tab, provider), { state: undefined })
    tab.goTo(back)

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect(tab.url).toBe(back)
    expect(seen('token')).toEqual([])
  })

  it('with the code of one sign-in and the state of another is refused by PKCE and nonce (R-C02)', async () => {
    const { world, tab, provider } = setUp()
    const [one, two] = [await visitProvider(tab, provider), await visitProvider(world.openTab(), provider)]
    const code = new URL(one).searchParams.get('code') ?? ''
    tab.goTo(withQuery(two, { code }))

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'token-code-rejected' } })
  })

  it.each(['code', 'state', 'iss', 'error_description', 'session_state'])(
    'that names %s twice is refused, and no code is sent (R-C01)',
    async (name) => {
      const home = setUp()
      const back = await visitProvider(home.tab, home.provider)
      const value = new URL(back).searchParams.get(name) ?? 'x'
      home.tab.goTo(withQuery(back, { [name]: [value, value] }))

      const auth = home.tab.auth()
      await auth.ready

      await expectNobody(home, auth, 'callback-parameter')
      expect(home.seen('token')).toEqual([])
    },
  )

  it.each(['access_token', 'id_token', 'token', 'refresh_token', 'response'])(
    'that brings %s is refused, and nothing of it stays in the address (R-C13, R-C14)',
    async (name) => {
      const home = setUp()
      const back = await visitProvider(home.tab, home.provider)
      home.tab.goTo(withQuery(back, { [name]: 'eyJhbGciOiJub25lIn0.e30.' }))

      const auth = home.tab.auth()

      expect(home.tab.url).toBe(`${APP}/`)
      await auth.ready
      await expectNobody(home, auth, 'callback-parameter')
      expect(home.seen('token')).toEqual([])
    },
  )

  it('without a code is refused', async () => {
    const home = setUp()
    home.tab.goTo(withQuery(await visitProvider(home.tab, home.provider), { code: undefined }))
    const auth = home.tab.auth()
    await auth.ready

    await expectNobody(home, auth, 'callback-parameter')
  })

  it('may bring parameters that nobody knows (R-C10)', async () => {
    const { tab, provider } = setUp()
    tab.goTo(
      withQuery(await visitProvider(tab, provider), { session_state: 'a.b', scope: 'openid', hd: 'x', foo: '1' }),
    )

    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it.each(['a+b', 'a%2Bb', 'a/b=c==', 'größe', 'x'.repeat(4_096), 'a b&c#d'])(
    'carries the code %s unchanged to the token endpoint (R-C12)',
    async (code) => {
      const { tab, provider, seen } = setUp()
      tab.goTo(withQuery(await visitProvider(tab, provider), { code }))
      await tab.auth().ready

      expect(seen('token').map(({ parameters }) => parameters['code'])).toEqual([code])
    },
  )

  it('at another path is cleaned and refused with both paths, and no code is sent (R-C15)', async () => {
    const home = setUp()
    const back = new URL(await visitProvider(home.tab, home.provider))
    back.pathname = '/elsewhere'
    home.tab.goTo(back.href)

    const auth = home.tab.auth()
    const state = await auth.ready

    expect(state.error).toMatchObject({
      code: 'callback-redirect-uri',
      details: { expected: '/', arrived: '/elsewhere' },
    })
    await expectNobody(home, auth, 'callback-redirect-uri')
    expect(home.seen('token')).toEqual([])
  })
})

describe('the issuer of a return', () => {
  it.each([
    ['is another provider', 'https://evil.example.com'],
    ['has a slash more', `${ISSUER}/`],
    ['is empty', ''],
    ['is missing though announced', undefined],
  ])('that %s is refused, and no code is sent (R-C04)', async (_, iss) => {
    const home = setUp()
    home.tab.goTo(withQuery(await visitProvider(home.tab, home.provider), { iss }))
    const auth = home.tab.auth()
    await auth.ready

    await expectNobody(home, auth, 'callback-issuer')
    expect(home.seen('token')).toEqual([])
  })

  it.each([
    ['right', ISSUER, 'signed-in'],
    ['missing', undefined, 'signed-in'],
    ['another', 'https://evil.example.com', 'signed-out'],
    ['empty', '', 'signed-out'],
  ])('may be %s where it is not announced: %s gives %s (R-C05)', async (_, iss, status) => {
    const { tab, provider } = setUp()
    provider.lie({ discovery: ({ authorization_response_iss_parameter_supported: __, ...rest }) => rest })
    tab.goTo(withQuery(await visitProvider(tab, provider), { iss }))

    expect((await tab.auth().ready).status).toBe(status)
  })

  it('is checked before an error of the return is believed (R-C04, R-C08)', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider, { visit: { deny: 'access_denied' } })
    tab.goTo(withQuery(back, { iss: 'https://evil.example.com' }))

    expect(await tab.auth().ready).toMatchObject({ error: { code: 'callback-issuer' } })
  })

  it('decides where the code goes: an honest code never reaches the endpoint of a hostile provider (R-C06)', async () => {
    const home = setUp()
    const evil = setUp({ provider: { issuer: 'https://evil.example.com', ownKeys: true } })
    evil.provider.lie({
      discovery: ({ authorization_response_iss_parameter_supported: _, ...rest }) => rest,
    })
    home.world.serveProvider(evil.provider)
    const options = { issuer: evil.provider.issuer, redirectUri: `${APP}/` }
    const mixed = home.world.openTab()
    const auth = mixed.auth(options)
    await auth.ready
    const asked = await departure(mixed, () => auth.signIn())
    // The hostile provider sends the user on to the honest one, with its own challenge.
    const honest = asked.replace('https://evil.example.com', ISSUER)
    mixed.goTo(await home.provider.authorize(honest))

    expect(await mixed.auth(options).ready).toMatchObject({ error: { code: 'callback-issuer' } })
    expect(evil.provider.requests.filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })
})

describe('an error that comes back', () => {
  it.each([
    ['access_denied', 'sign-in-denied'],
    ['login_required', 'sign-in-interaction-required'],
    ['consent_required', 'sign-in-interaction-required'],
    ['temporarily_unavailable', 'sign-in-unavailable'],
    ['server_error', 'sign-in-unavailable'],
    ['invalid_request', 'sign-in-refused'],
    ['made_up', 'sign-in-refused'],
  ] as const)('as %s is %s (R-C07)', async (deny, code) => {
    const home = setUp()

    const auth = await signIn(home.tab, home.provider, { visit: { deny } })

    expect(auth.state.error).toMatchObject({ details: { error: deny } })
    await expectNobody(home, auth, code)
    expect(home.seen('token')).toEqual([])
  })

  it('is never answered with a request for plain PKCE (R-D09)', async () => {
    const { tab, provider, seen } = setUp()

    await signIn(tab, provider, { visit: { deny: 'invalid_request' } })

    expect(seen('authorization')).toHaveLength(1)
    expect(tab.departures).toHaveLength(1)
  })

  it('is told as short plain text, whatever it holds (R-C07)', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider, { visit: { deny: 'access_denied' } })
    const hostile = `<img src=x onerror=alert(1)>"\\\u0000\u202e${'A'.repeat(100_000)}`
    tab.goTo(withQuery(back, { error_description: hostile, error_uri: 'javascript:alert(1)' }))

    const { error } = await tab.auth().ready

    const { description = '' } = (error?.details ?? {}) as { description?: string }
    expect(description.length).toBeLessThanOrEqual(200)
    expect(description).toMatch(/^[\x20-\x7e]*$/)
    expect(description).not.toMatch(/["\\]/)
    expect(JSON.stringify(error)).not.toContain('javascript:')
    expect(error?.message).not.toContain('<img')
  })

  it('keeps its words and loses what may be a secret that the provider repeats (R-E01)', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider, { visit: { deny: 'account_selection_required' } })
    const code = 'SplxlOBeZQQYbYS6WxSbIA'
    tab.goTo(withQuery(back, { error_description: `Authorization code ${code} was refused for account_selection` }))

    const { error } = await tab.auth().ready

    expect(error?.details).toEqual({
      error: 'account_selection_required',
      description: 'Authorization code *** was refused for account_selection',
    })
  })

  it('with a state that was made up leaves the real sign-in as it is (R-C08)', async () => {
    const { world, tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    const forged = world.openTab(`/?error=access_denied&state=${markOf(back)}.r.madeup&iss=${ISSUER}`)

    expect(await forged.auth().ready).toMatchObject({ error: { code: 'callback-unknown-state' } })
    tab.goTo(back)
    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it('leaves a session that stands as it is, with the error beside the user', async () => {
    const { tab, provider, calls } = setUp()
    await signIn(tab, provider)

    const auth = await signIn(tab, provider, { options: { prompt: 'login' }, visit: { deny: 'access_denied' } })

    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' }, error: { code: 'sign-in-denied' } })
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(calls()).toHaveLength(1)
  })

  it('is followed by a sign-in in which nothing is used a second time (R-A05)', async () => {
    const { tab, provider, seen } = setUp()
    await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    await signIn(tab, provider)

    const [first, second] = seen('authorization')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first?.parameters[name]).toBeTruthy()
      expect(first?.parameters[name]).not.toBe(second?.parameters[name])
    }
  })
})

describe('several sign-ins at once', () => {
  it('succeed when two tabs start them and finish in reverse order (R-C17)', async () => {
    const { world, tab, provider, seen } = setUp()
    const other = world.openTab('/two')
    const first = await visitProvider(tab, provider)
    const second = await visitProvider(other, provider)

    other.goTo(second)
    const two = await other.auth().ready
    tab.goTo(first)
    const one = await tab.auth().ready

    expect([one.status, two.status]).toEqual(['signed-in', 'signed-in'])
    expect(other.url).toBe(`${APP}/two`)
    expect(tab.url).toBe(`${APP}/`)
    expect(seen('token')).toHaveLength(2)
  })

  it('leave little behind when a hundred are given up, and the newest still succeeds (R-C16)', async () => {
    const { world, tab, provider } = setUp()
    const oldest = await visitProvider(tab, provider)
    for (let count = 0; count < 100; count += 1) {
      tab.reload()
      await visitProvider(tab, provider)
    }
    const newest = await visitProvider(world.openTab(), provider)

    expect(keysIn(world.store.rows).length).toBeLessThanOrEqual(30)
    await expect(world.openTab(oldest).auth().ready).resolves.toMatchObject({
      error: { code: 'callback-unknown-state' },
    })
    expect((await world.openTab(newest).auth().ready).status).toBe('signed-in')
  })

  it('14.A11 end after a day: a return later is refused as expired (R-C16)', async () => {
    const home = setUp()
    const back = await visitProvider(home.tab, home.provider)
    await home.world.advanceSeconds(90_000)
    home.tab.goTo(back)

    const auth = home.tab.auth()
    const { error } = await auth.ready

    expect(error).toMatchObject({ code: 'callback-unknown-state', details: { why: 'expired' } })
    await expectNobody(home, auth, 'callback-unknown-state')
    expect(home.seen('token')).toEqual([])
  })

  it('leave nothing of one whose code was refused (R-C18)', async () => {
    const { world, tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    provider.revokeAll()
    tab.goTo(back)

    expect(await tab.auth().ready).toMatchObject({ error: { code: 'token-code-rejected' } })
    expect(keysIn(world.store.rows)).toEqual([])
    expect([...tab.notes.keys()]).toEqual([])
  })
})

describe('until every check has passed', () => {
  it('asks for the keys before the tokens have come: one round trip (R-T13)', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    const held = world.network.hold(`${ISSUER}/token`)
    tab.goTo(back)
    const auth = tab.auth()

    await until(() => held.count === 1 && seen('jwks').length === 1, 'both requests')

    expect(auth.state.status).toBe('pending')
    held.release()
    expect((await auth.ready).status).toBe('signed-in')
    expect(seen('jwks')).toHaveLength(1)
    expect(seen('discovery')).toHaveLength(1)
  })

  it('there is no user, no stored session and no event (R-T13)', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    const held = world.network.hold(`${ISSUER}/jwks`, 'answer')
    tab.goTo(back)
    const auth = tab.auth()
    const [states, events]: [string[], string[]] = [[], []]
    auth.subscribe(({ status }) => states.push(status))
    auth.on('*', ({ type }) => events.push(type))
    await until(() => held.count === 1 && seen('token').length === 1)
    await world.rest()

    expect(states).toEqual(['pending'])
    expect(keysIn(world.store.rows)).toEqual([])
    expect(events).toEqual(['navigation'])
    expect((await world.openTab().auth().ready).status).toBe('signed-out')

    held.release()
    expect((await auth.ready).status).toBe('signed-in')
  })

  it.each(['visible', 'a message'])('%s is no news: the return is still under way', async (what) => {
    const { world, tab, provider } = setUp()
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.goTo(await visitProvider(tab, provider))
    const auth = tab.auth()
    await until(() => held.count === 1)

    if (what === 'visible') tab.fire('visible')
    else world.channel.forge()
    await world.rest()

    expect(auth.state.status).toBe('pending')
    held.release()
    expect((await auth.ready).status).toBe('signed-in')
  })

  it('fetches fresh keys once when they were rotated in between, and succeeds (R-D12)', async () => {
    const { tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    provider.lie({
      respond: async (endpoint) => {
        if (endpoint !== 'token') return undefined
        await until(() => seen('jwks').length === 1)
        await provider.rotateKeys({ withdraw: true })
        return undefined
      },
    })
    tab.goTo(back)

    expect((await tab.auth().ready).status).toBe('signed-in')
    expect(seen('jwks')).toHaveLength(2)
  })

  it('fetches fresh keys once when a new key bears the old one’s name (R-D12)', async () => {
    const { tab, provider, seen } = setUp()
    const { keys } = await provider.keys()
    const back = await visitProvider(tab, provider)
    provider.lie({
      respond: async (endpoint) => {
        if (endpoint !== 'token') return undefined
        await until(() => seen('jwks').length === 1)
        await provider.rotateKeys({ withdraw: true, kid: keys[0]?.kid ?? '' })
        return undefined
      },
    })
    tab.goTo(back)

    expect((await tab.auth().ready).status).toBe('signed-in')
    expect(seen('jwks')).toHaveLength(2)
  })

  it('fetches fresh keys when the first request for them fails', async () => {
    const { tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    provider.lie({
      respond: (endpoint) =>
        endpoint === 'jwks' && seen('jwks').length === 1 ? new Response('', { status: 503 }) : undefined,
    })
    tab.goTo(back)

    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it('asks for keys twice at most, whatever key the token names (R-D12)', async () => {
    const home = setUp()
    home.provider.lie({ idToken: (token) => ({ ...token, header: { ...token.header, kid: 'random' } }) })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
    expect(home.seen('jwks')).toHaveLength(2)
  })

  it('a sign-out in another tab makes the return void, and its refresh token is revoked (R-L06)', async () => {
    const { world, tab, provider, seen } = setUp()
    const other = world.openTab()
    const back = await visitProvider(tab, provider)
    const leaving = other.auth()
    await leaving.ready
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.goTo(back)
    const auth = tab.auth()
    await until(() => held.count === 1)
    await leaving.signOut({ provider: false })
    held.release()

    await until(() => seen('revocation').length === 2)
    await world.rest()
    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'signed-out-meanwhile' } })
    expect(seen('revocation')[0]?.parameters).toMatchObject({ token_type_hint: 'refresh_token', client_id: CLIENT_ID })
    expect(keysIn(world.store.rows)).toEqual([])
  })

  it('a hanging token endpoint ends the wait after some time (R-T11)', async () => {
    const { world, tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.goTo(back)
    const auth = tab.auth()
    await until(() => held.count === 1)

    await world.advanceSeconds(25)

    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'token-unavailable' } })
  })
})
