import { describe, expect, it } from 'vitest'
import type { SchemaResult, StandardSchema } from '../../src/domain/schema.js'
import { APP, CALENDAR, setUp, signIn } from '../support/home.js'
import { create } from '../support/outcome.js'
import type { Overrides } from '../support/tab.js'
import { until } from '../support/until.js'

describe('createAuth refuses', () => {
  it.each([
    ['no client', { clientId: '' }],
    ['a client that is no text', { clientId: 7 as unknown as string }],
    ['a persistence that does not exist', { persistence: 'cookie' as 'browser' }],
    ['a lifetime of a second', { sessionLifetimeSeconds: 1 }],
    ['a lifetime that is no number', { sessionLifetimeSeconds: Number.NaN }],
    ['a redirect URI in the clear (R-A10)', { redirectUri: 'http://todo.example.com/' }],
    ['a redirect URI with a fragment (R-A10)', { redirectUri: `${APP}/#x` }],
    ['a redirect URI of another origin', { redirectUri: 'https://other.example.com/' }],
    ['a redirect URI of another port', { redirectUri: `${APP}:8443/` }],
    ['a redirect URI with a script', { redirectUri: 'javascript:alert(1)' }],
    ['a redirect URI with a user', { redirectUri: 'https://ada:x@todo.example.com/' }],
    ['a place after logout in the clear', { postLogoutRedirectUri: 'http://todo.example.com/' }],
    ['an API in the clear', { apis: { a: { url: 'http://api.example.com/' } } }],
    ['an API on a loopback host for a page of the network', { apis: { a: { url: 'http://localhost:1/' } } }],
    ['an API with a query', { apis: { a: { url: 'https://api.example.com/?x=1' } } }],
    ['an API with a fragment', { apis: { a: { url: 'https://api.example.com/#x' } } }],
    ['an API with a user', { apis: { a: { url: 'https://ada:x@api.example.com/' } } }],
    ['an API without a URL', { apis: { a: {} as never } }],
    ['an API with an empty URL', { apis: { a: { url: '' } } }],
    ['an API with a misspelt key', { apis: { a: { url: '/api', scope: ['x'] } as never } }],
    ['two APIs at one place', { apis: { a: { url: '/api' }, b: { url: '/api/' } } }],
    ['two scopes in one', { scopes: ['openid profile'] }],
    ['a scope with quotes', { apis: { a: { url: '/api', scopes: ['a"b'] } } }],
    ['a parameter of the protocol (R-A11)', { authorizationParams: { redirect_uri: 'https://evil.example.com' } }],
    ['a client secret (R-A12)', { authorizationParams: { client_secret: 'x' } }],
    ['a nonce of the caller’s (R-A11)', { authorizationParams: { nonce: 'x' } }],
    ['a parameter that is no text', { authorizationParams: { a: 1 as unknown as string } }],
  ] satisfies [string, Overrides][])('%s, at once and without a request', (_, options) => {
    const home = setUp()

    expect(() => create(home, options)).toThrow(TypeError)
    expect(home.world.network.sent).toEqual([])
  })

  it.each([
    'client_id',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'code_challenge',
    'code_challenge_method',
    'request',
    'request_uri',
    'client_assertion',
    'client_assertion_type',
  ])('to let an app set %s (R-A11)', (name) => {
    expect(() => create(setUp(), { authorizationParams: { [name]: 'x' } })).toThrow(TypeError)
  })

  it.each(['clientSecret', 'skipNonce', 'client_secret', 'disableSignatureCheck', 'clientID', 'api'])(
    'the unknown option %s',
    (name) => {
      expect(() => create(setUp(), { [name]: true } as Overrides)).toThrow(`'${name}'`)
    },
  )
})

it.each([
  ['persistence', { persistence: 'disk' as 'tab' }],
  ['sessionLifetimeSeconds', { sessionLifetimeSeconds: 1 }],
  ['audiences', { audiences: [''] }],
  ['scopes', { scopes: ['openid profile'] }],
  ['openid', { openid: false, userInfo: true }],
] satisfies [string, Overrides][])(
  'the error of an option that is not valid begins with its name: %s',
  (name, options) => {
    expect(() => create(setUp(), options)).toThrow(new RegExp(`^${name} `))
  },
)

it('prompt none beside another never leaves the page, wherever it was written (R-A13)', async () => {
  const { tab } = setUp()
  const start = async () => tab.auth({ authorizationParams: { prompt: 'none consent' } }).signIn()

  await expect(start()).rejects.toBeInstanceOf(TypeError)
  expect(tab.departures).toEqual([])
})

describe('createAuth accepts', () => {
  it('an API relative to the page, several addresses of one, and http: on loopback hosts for a page on one', () => {
    const home = setUp({ origin: 'http://localhost:5173' })
    const url = ['/api/', 'http://127.0.0.1:4000/v1', 'https://api.example.com/']

    expect(() => create(home, { apis: { a: { url } }, issuer: 'http://localhost:4000' })).not.toThrow()
  })

  it('options that are undefined as if they were left out', async () => {
    const { tab, provider } = setUp({ auth: { redirectUri: undefined, scopes: undefined, persistence: undefined } })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })
})

describe('two calls of createAuth', () => {
  it('with equal options give one client: hot reload and a second import join', async () => {
    const { world, tab } = setUp()
    const [one, two] = [tab.auth(), tab.auth()]
    await Promise.all([one.ready, two.ready])

    expect(one.state).toBe(two.state)
    one.dispose()
    expect(world.network.sent).toEqual([])
  })

  it('share it until both have let go', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const [one, two] = [tab.auth(), tab.auth()]
    await one.ready
    const other = world.openTab().auth()
    await other.ready

    one.dispose()
    one.dispose()
    await other.signOut({ provider: false })
    await world.rest()
    expect(two.state.status).toBe('signed-out')

    two.dispose()
    expect(world.timers.size).toBe(0)
  })

  it('use the newest functions', async () => {
    const { tab } = setUp()
    const calls: string[] = []
    const log = (name: string) => async () => {
      calls.push(name)
      return new Response('')
    }
    const auth = tab.auth({ fetch: log('old') })
    tab.auth({ fetch: log('new') })

    await auth.fetch('https://other.example.com/')

    expect(calls).toEqual(['new'])
  })

  it('12.14 keep the functions that the newer one does not give', async () => {
    const places: string[] = []
    const left: string[] = []
    const logged: string[] = []
    const sent: string[] = []
    const { tab, provider } = setUp({
      origin: 'http://localhost:5173',
      provider: { issuer: 'http://localhost:4000' },
    })
    const seams: Overrides = {
      onReturn: (place) => void places.push(place),
      leave: (url) => void left.push(url),
      log: (message) => void logged.push(message),
      fetch: (input, init) => {
        sent.push(`${input}`)
        return tab.platform.fetch(input, init)
      },
    }
    tab.auth(seams).signIn({ returnTo: '/lists' })
    const url = await until(() => left[0], 'the page to leave')
    tab.goTo(await provider.authorize(url))
    tab.auth(seams)

    const auth = tab.auth({ leave: undefined, onReturn: undefined, log: undefined, fetch: undefined })
    await auth.ready
    await auth.fetch('http://localhost:4000/other').catch(() => undefined)
    await auth.headersFor('https://other.example.com/').catch(() => undefined)
    tab.auth({}).signIn()
    await until(() => left[1] && logged[0], 'the page to leave again')

    expect(places).toEqual(['http://localhost:5173/lists'])
    expect(sent).toContain('http://localhost:4000/other')
    expect([tab.departures, tab.warnings]).toEqual([[], []])
  })

  it('12.14 are two clients where only one has a profile, and one where both have', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const named = tab.auth({ profile: toSchema(() => ({ value: { nickname: 'ada' } })) })
    const bare = tab.auth({ profile: undefined })
    const again = tab.auth({ profile: toSchema(() => ({ value: { nickname: 'countess' } })) })
    await Promise.all([named.ready, bare.ready])

    expect((await named.ready).user).toMatchObject({ sub: 'ada', nickname: 'countess' })
    expect((await again.ready).user).toBe((await named.ready).user)
    expect((await bare.ready).user).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' })
  })

  it('with other options live side by side in production, as two tabs do', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    const other = tab.auth({ scopes: ['openid'] })

    expect((await other.ready).user?.sub).toBe('ada')
  })

  it('for two issuers need two redirect URIs (R-C06)', () => {
    const { tab } = setUp()
    tab.auth()
    const issuer = 'https://other.example.com'

    expect(() => tab.auth({ issuer })).toThrow(TypeError)
    expect(() => tab.auth({ issuer, redirectUri: `${APP}/other` })).not.toThrow()
  })
})

describe('every member', () => {
  it('can be passed around unbound', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const { ready, subscribe, fetch, requireUser, userInfo, on, inspect, signOut, dispose } = tab.auth()
    await ready
    const seen: string[] = []

    subscribe(({ status }) => seen.push(status))
    on('*', () => undefined)
    await fetch(`${CALENDAR}events`)
    await requireUser()
    await userInfo()
    await inspect()
    await signOut({ provider: false })
    dispose()

    expect(seen).toEqual(['signed-in', 'signed-out'])
  })

  it('that subscribes calls at once, on every change, and not again after it was ended, even within the first call', async () => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    const calls: string[] = []
    const stop = auth.subscribe(({ status }) => calls.push(status))
    const stopAtOnce = auth.subscribe(({ status }) => {
      calls.push(`other ${status}`)
      queueMicrotask(() => stopAtOnce())
    })
    await Promise.resolve()
    await auth.signOut({ provider: false })
    stop()

    expect(calls).toEqual(['signed-in', 'other signed-in', 'signed-out'])
  })

  it('tells a late listener the last fifty events, and no more', async () => {
    const { auth } = await (async () => {
      const home = setUp()
      return { auth: await signIn(home.tab, home.provider) }
    })()
    for (let time = 0; time < 60; time += 1) await auth.fetch(`${CALENDAR}events`)
    const late: string[] = []

    const stop = auth.on('*', ({ type }) => late.push(type))
    stop()
    await auth.fetch(`${CALENDAR}events`)

    expect(late).toHaveLength(50)
  })
})

/** A Standard Schema that does what a function does. */
const toSchema = (validate: (value: unknown) => SchemaResult<unknown>): StandardSchema<unknown> => ({
  '~standard': { version: 1, vendor: 'test', validate },
})
