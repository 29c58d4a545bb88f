import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, type Home, ISSUER, setUp, signIn } from '../support/home.js'
import { microtasks, until } from '../support/until.js'

const unauthorized = (challenge?: string) => () =>
  new Response('', { status: 401, ...(challenge !== undefined && { headers: { 'www-authenticate': challenge } }) })

/** Signs in and forgets what that took. */
async function setUpSignedIn(told: Parameters<typeof setUp>[0] = {}) {
  const home: Home = setUp(told)
  const auth = await signIn(home.tab, home.provider)
  home.provider.requests.length = 0
  home.world.network.sent.length = 0
  return { ...home, auth }
}

/** Serves many hosts and says which of them were sent a token. */
function serveAll({ world }: Home, ...origins: string[]): () => string[] {
  for (const origin of origins) world.serve(origin, () => Response.json({}))
  return () => world.network.sent.filter(({ headers }) => headers.has('authorization')).map(({ url }) => url)
}

describe('a call of a declared API', () => {
  it('carries the access token, and only there (R-F01)', async () => {
    const { auth, calls } = await setUpSignedIn()

    const response = await auth.fetch(`${CALENDAR}events?day=1`, { method: 'POST', body: '{"title":"x"}' })

    expect(response.status).toBe(200)
    const [call] = calls()
    const token = call?.headers.get('authorization')?.slice('Bearer '.length) ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(`${call?.url}${call?.body}`).not.toContain(token)
    expect(call?.body).toBe('{"title":"x"}')
  })

  it('leaves in the same breath while the token is good, as a beacon of pagehide must', async () => {
    const { auth, calls } = await setUpSignedIn()

    void auth.fetch(`${CALENDAR}events`, { method: 'POST', body: 'bye', keepalive: true })
    await microtasks()

    expect(calls()).toHaveLength(1)
    expect(calls()[0]?.request.keepalive).toBe(true)
    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it.each([
    ['a text', `${CALENDAR}events`],
    ['a URL', new URL(`${CALENDAR}events`)],
    ['a Request', new Request(`${CALENDAR}events`)],
  ])('may be named by %s', async (_, input) => {
    const { auth, calls } = await setUpSignedIn()

    await auth.fetch(input)

    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it('waits while it is not yet known who is signed in, and then carries the token', async () => {
    const { tab, calls } = await setUpSignedIn()
    tab.reload()

    const response = await tab.auth().fetch(`${CALENDAR}events`)

    expect(response.status).toBe(200)
    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it('is refused when nobody is signed in, and nothing is sent (R-F10)', async () => {
    const { world, tab } = setUp()

    await expect(tab.auth().fetch(`${CALENDAR}events`)).rejects.toMatchObject({
      code: 'sign-in-required',
      ends: 'request',
    })

    expect(world.network.sent).toEqual([])
  })

  it('goes out without a token when nobody is signed in and the API is open to anyone (R-F10)', async () => {
    const { tab, calls, calendar } = setUp({ auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } } })
    calendar(() => Response.json({ public: true }))

    const response = await tab.auth().fetch(`${CALENDAR}events`)

    expect(await response.json()).toEqual({ public: true })
    expect(calls()[0]?.headers.has('authorization')).toBe(false)
  })

  it('of an open API never goes out without a token because a renewal failed', async () => {
    const { world, auth, provider, calls } = await setUpSignedIn({
      auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } },
    })
    provider.lie({ respond: () => new Response('', { status: 503 }) })
    await world.advanceSeconds(600)

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    expect(calls()).toEqual([])
  })

  it('with the caller’s own credentials is left alone, and never has two (R-F01)', async () => {
    const { auth, calls, tab } = await setUpSignedIn()

    await auth.fetch(`${CALENDAR}events`, { headers: { AUTHORIZATION: 'Basic eDp5' } })
    await auth.fetch(new Request(`${CALENDAR}events`, { headers: { authorization: 'Basic eDp5' } }))

    expect(calls().map(({ headers }) => headers.get('authorization'))).toEqual(['Basic eDp5', 'Basic eDp5'])
    expect(tab.events).toContainEqual(expect.objectContaining({ type: 'request', why: 'own-authorization' }))
  })

  it('in no-cors mode fails loudly: the browser would drop the token (R-F05)', async () => {
    const { auth, calls } = await setUpSignedIn()

    await expect(auth.fetch(`${CALENDAR}events`, { mode: 'no-cors' })).rejects.toBeInstanceOf(TypeError)
    await expect(auth.fetch(new Request(`${CALENDAR}events`, { mode: 'no-cors' }))).rejects.toBeInstanceOf(TypeError)

    expect(calls()).toEqual([])
  })

  it('never carries the ID token, whatever is called (R-I24)', async () => {
    const { auth, provider, world } = await setUpSignedIn()
    let idToken = ''
    provider.lie({
      tokenResponse: (body) => {
        idToken = String(body['id_token'])
        return body
      },
    })
    await world.advanceSeconds(600)

    await auth.fetch(`${CALENDAR}events`)

    expect(idToken).not.toBe('')
    expect(world.network.sent.map(({ headers }) => [...headers].join()).join()).not.toContain(idToken)
  })

  it('does not follow a redirect of its origin to another API there (R-F04)', async () => {
    const { auth, calls } = await setUpSignedIn({
      auth: { apis: { calendar: { url: CALENDAR }, admin: { url: 'https://calendar.example.com/admin/' } } },
    })

    await auth.fetch(`${CALENDAR}events`)
    await auth.fetch(`${CALENDAR}events`, { redirect: 'manual' })

    expect(calls().map(({ request }) => request.redirect)).toEqual(['error', 'manual'])
  })
})

describe('everything else of fetch is kept (R-F11)', () => {
  it('method, headers, body, credentials, cache, mode, redirect, referrer and keepalive of an init', async () => {
    const { auth, calls } = await setUpSignedIn()
    const init = {
      method: 'PUT',
      headers: [
        ['X-One', '1'],
        ['x-one', '2'],
        ['Content-Type', 'application/json'],
      ] as [string, string][],
      body: '{}',
      credentials: 'include',
      cache: 'reload',
      mode: 'same-origin',
      redirect: 'manual',
      keepalive: true,
      referrerPolicy: 'no-referrer',
      integrity: 'sha256-AAAA',
    } as const

    await auth.fetch(`${CALENDAR}events`, init)

    const { request } = calls()[0] ?? {}
    const { headers: _, body: __, ...rest } = init
    expect(request).toMatchObject(rest)
    expect(request?.headers.get('x-one')).toBe('1, 2')
    expect(request?.headers.get('content-type')).toBe('application/json')
    expect(calls()[0]?.body).toBe('{}')
  })

  it('method, headers, body, keepalive and signal of a Request', async () => {
    const { auth, calls, calendar } = await setUpSignedIn()
    const controller = new AbortController()
    calendar(() => new Promise(() => undefined))
    const request = new Request(`${CALENDAR}events`, {
      method: 'PATCH',
      headers: { 'x-one': '1' },
      body: 'text',
      keepalive: true,
      credentials: 'include',
      signal: controller.signal,
    })

    const answer = auth.fetch(request)
    await until(() => calls()[0]?.body === 'text')
    controller.abort(new Error('enough'))

    await expect(answer).rejects.toThrow('enough')
    expect(calls()[0]?.request).toMatchObject({ method: 'PATCH', keepalive: true, credentials: 'include' })
    expect(calls()[0]?.headers.get('x-one')).toBe('1')
  })

  it('an init laid over a Request', async () => {
    const { auth, calls } = await setUpSignedIn()

    await auth.fetch(new Request(`${CALENDAR}events`, { method: 'POST', body: 'a' }), { method: 'PUT', body: 'b' })

    expect(calls()[0]?.method).toBe('PUT')
    await until(() => calls()[0]?.body === 'b')
  })

  it('what an init does to the referrer of a Request, which is to forget it', async () => {
    const { auth, calls } = await setUpSignedIn()
    const request = () => new Request(`${CALENDAR}events`, { referrer: '', referrerPolicy: 'no-referrer' })

    await auth.fetch(request(), { cache: 'reload' })
    await auth.fetch(request(), {})

    expect(calls().map(({ request: { referrer, referrerPolicy } }) => [referrer, referrerPolicy])).toEqual([
      ['about:client', ''],
      ['', 'no-referrer'],
    ])
  })

  it('a signal that an init takes away from a Request', async () => {
    const { auth } = await setUpSignedIn()

    const response = await auth.fetch(new Request(`${CALENDAR}events`, { signal: AbortSignal.abort() }), {
      signal: null,
    })

    expect(response.status).toBe(200)
  })

  it('an empty body in the place of one that is spent', async () => {
    const { auth, calls } = await setUpSignedIn()
    const request = new Request(`${CALENDAR}events`, { method: 'POST', body: 'a' })
    await request.text()

    await auth.fetch(request, { body: '' })

    expect(calls()).toMatchObject([{ method: 'POST', body: '' }])
  })

  it('a second use of a Request whose body is spent: it is refused', async () => {
    const { auth, calls } = await setUpSignedIn()
    const request = new Request(`${CALENDAR}events`, { method: 'POST', body: 'a' })
    await auth.fetch(request)

    await expect(auth.fetch(request)).rejects.toBeInstanceOf(TypeError)

    expect(calls()).toHaveLength(1)
  })

  // What the types refuse is what plain JavaScript passes.
  it.each([
    ['headers that are null', `${CALENDAR}events`, { headers: null }],
    ['a symbol for an address', Symbol('events'), undefined],
  ])('what is refused: %s', async (_, input, init) => {
    const { auth, world } = await setUpSignedIn()

    await expect(auth.fetch(input as string, init as unknown as RequestInit)).rejects.toBeInstanceOf(TypeError)

    expect(world.network.sent).toEqual([])
  })

  it('an init that is null, which is none', async () => {
    const { auth } = await setUpSignedIn()

    expect((await auth.fetch(`${CALENDAR}events`, null as unknown as RequestInit)).status).toBe(200)
  })

  it('the very error that the app’s own fetch rejects with', async () => {
    const failure = new RangeError('of the app')
    const home = setUp({
      auth: {
        fetch: (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
          String(input).startsWith(CALENDAR) ? Promise.reject(failure) : home.tab.platform.fetch(input, init),
      },
    })
    const auth = await signIn(home.tab, home.provider)

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toBe(failure)
  })

  it('the Response itself', async () => {
    const { auth, calendar } = await setUpSignedIn()
    const own = new Response('x', { status: 418 })
    calendar(() => own)

    expect(await auth.fetch(`${CALENDAR}events`)).toBe(own)
  })

  it('rejections of the network', async () => {
    const { world, auth } = await setUpSignedIn()
    world.network.isOnline = false

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toThrow('Failed to fetch')
    expect(auth.state.status).toBe('signed-in')
  })

  it('an URL of no declared API goes out untouched, with an event', async () => {
    const home = await setUpSignedIn()
    const withToken = serveAll(home, 'https://other.example.com')

    const response = await home.auth.fetch('https://other.example.com/x', { headers: { 'x-one': '1' } })

    expect(response.status).toBe(200)
    expect(withToken()).toEqual([])
    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'request', outcome: 'forwarded' }))
  })

  it('an URL of no declared API is refused in strict mode', async () => {
    const { world, auth } = await setUpSignedIn({ auth: { strict: true } })

    await expect(auth.fetch('https://other.example.com/x')).rejects.toMatchObject({ code: 'api-undeclared' })
    expect(world.network.sent).toEqual([])
  })
})

describe('the token goes nowhere else (R-F02, R-F03)', () => {
  const HOSTILE = [
    'https://calendar.example.com.evil.example/v1/events',
    'https://calendar.example.com@evil.example/v1/events',
    'https://evil.example/https://calendar.example.com/v1/events',
    'https://xcalendar.example.com/v1/events',
    'https://calendar.example.com./v1/events',
    'https://calendar.example.com:8443/v1/events',
    'http://calendar.example.com/v1/events',
    'https://calendar.example.com/v1x/events',
    'https://calendar.example.com/v10',
    'https://calendar.example.com/',
    'https://calendar.example.com/v1/../admin',
    'https://calendar.example.com/v1/%2e%2e/admin',
    'https://calendar.example.com/v1/..%2fadmin',
    'https://calendar.example.com/v1/..%5cadmin',
    'https://calendar.example.com/v1/%252e%252e%252fadmin',
    'https://calendar.example.com/v1/x/..;/..;/admin',
    'https://calendar.example.com\\@evil.example/v1/events',
    'https://calendar.example.com\t.evil.example/v1/events',
    'https:\\\\evil.example\\v1/events',
    '//evil.example/v1/events',
    '/v1/events',
    'https://ada:x@calendar.example.com/v1/events',
    'blob:https://calendar.example.com/v1/events',
    'data:text/plain,https://calendar.example.com/v1/',
    'https://саlendar.example.com/v1/events',
    'https://calendar.example.com%2eevil.example/v1/events',
    'https://evil.example/v1/events#https://calendar.example.com/v1/',
    'https://evil.example/?https://calendar.example.com/v1/',
    'ws://calendar.example.com/v1/events',
  ]

  it.each(HOSTILE)('not to %s', async (url) => {
    const home = await setUpSignedIn()
    const withToken = serveAll(home, 'https://evil.example', 'https://calendar.example.com', APP)

    await home.auth.fetch(url).catch(() => undefined)

    expect(withToken()).toEqual([])
  })

  it.each([
    ['letters of another width', 'https://ｃａｌｅｎｄａｒ.example.com/v1/events'],
    ['capital letters', 'HTTPS://CALENDAR.EXAMPLE.COM/v1/events'],
    ['the default port', 'https://calendar.example.com:443/v1/events'],
    ['spaces around it', '  https://calendar.example.com/v1/events\n'],
    ['dots that stay inside', 'https://calendar.example.com/v1/a/../events'],
    ['the very path', 'https://calendar.example.com/v1'],
  ])('but to the API itself, however it is spelt: %s', async (_, url) => {
    const home = await setUpSignedIn()
    const withToken = serveAll(home, 'https://calendar.example.com')

    await home.auth.fetch(url)

    expect(withToken()).toHaveLength(1)
    expect(withToken()[0]).toMatch(/^https:\/\/calendar\.example\.com\/v1/)
  })

  it('where an object changes what it says it is after it was looked at', async () => {
    const home = await setUpSignedIn()
    const withToken = serveAll(home, 'https://evil.example', 'https://calendar.example.com')
    let reads = 0
    const shifty = { toString: () => (reads++ === 0 ? `${CALENDAR}events` : 'https://evil.example/v1/') }

    await home.auth.fetch(shifty as unknown as string).catch(() => undefined)

    expect(withToken().filter((url) => !url.startsWith(CALENDAR))).toEqual([])
    expect(reads).toBeLessThanOrEqual(1)
  })

  it('where something only looks like a Request', async () => {
    const home = await setUpSignedIn()
    const withToken = serveAll(home, 'https://evil.example', 'https://calendar.example.com')
    const impostor = { url: `${CALENDAR}events`, href: `${CALENDAR}events`, toString: () => 'https://evil.example/v1/' }
    class Liar extends Request {
      override get url(): string {
        return `${CALENDAR}events`
      }
    }

    await home.auth.fetch(impostor as unknown as string).catch(() => undefined)
    await home.auth.fetch(new Liar('https://evil.example/v1/')).catch(() => undefined)

    expect(withToken()).toEqual([])
  })

  it('where the getters of an init change their minds', async () => {
    const home = await setUpSignedIn()
    const { auth, calls } = home
    let reads = 0
    const init = {
      get headers() {
        reads += 1
        return reads === 1 ? {} : { authorization: 'Bearer mine' }
      },
    }

    await auth.fetch(`${CALENDAR}events`, init)

    const sent = calls()[0]?.headers.get('authorization') ?? ''
    expect(sent.split(',')).toHaveLength(1)
  })

  it('where the init is changed after the call', async () => {
    const { tab, calls } = await setUpSignedIn()
    tab.reload()
    const init: RequestInit = { method: 'GET' }

    const answer = tab.auth().fetch(`${CALENDAR}events`, init)
    init.method = 'DELETE'
    await answer

    expect(calls()[0]?.method).toBe('GET')
  })

  it('where a <base> makes a relative URL mean another place', async () => {
    const home = setUp({ auth: { apis: { calendar: { url: '/v1/' } } } })
    await signIn(home.tab, home.provider)
    const based = home.world.openTab('/', { base: 'https://evil.example/' })
    const withToken = serveAll(home, 'https://evil.example', APP)
    const auth = based.auth({ apis: { calendar: { url: `${APP}/v1/` } }, redirectUri: `${APP}/` })
    await auth.ready

    await auth.fetch('v1/events')
    await auth.fetch('/v1/events')

    expect(withToken()).toEqual([])
    expect(home.world.network.to('https://evil.example/v1/events')).toHaveLength(2)
  })

  it('but to the API with the longest path where two overlap', async () => {
    const home = await setUpSignedIn({
      auth: { apis: { all: { url: 'https://calendar.example.com/' }, calendar: { url: CALENDAR } } },
    })

    await home.auth.fetch(`${CALENDAR}events`)

    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'request', api: 'calendar' }))
  })
})

describe('a 401', () => {
  it('of an API that takes every other call does not have a refresh token spent for each of them', async () => {
    const { auth, calendar, calls, seen, world } = await setUpSignedIn()
    await world.advanceSeconds(20)
    calendar(() => new Response('', { status: calls().length % 2 ? 401 : 200 }))

    for (let count = 0; count < 20; count += 1) await auth.fetch(`${CALENDAR}events`)
    expect(seen('token')).toHaveLength(3)
  })

  it('is answered by one renewal and one replay with the new token (R-F06)', async () => {
    const { auth, provider, calls, seen } = await setUpSignedIn()
    provider.revokeAccessTokens()

    const response = await auth.fetch(`${CALENDAR}events`, { method: 'POST', body: 'again' })

    expect(response.status).toBe(200)
    expect(seen('token')).toHaveLength(1)
    expect(calls()).toHaveLength(2)
    await until(() => calls()[1]?.body === 'again')
    expect(calls()[0]?.headers.get('authorization')).not.toBe(calls()[1]?.headers.get('authorization'))
  })

  it('for ever is two calls and one renewal, and then the answer itself (R-F06)', async () => {
    const { auth, calendar, calls, seen } = await setUpSignedIn()
    calendar(unauthorized('Bearer error="invalid_token"'))

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(401)
    expect(calls()).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
    expect(auth.state.status).toBe('signed-in')
  })

  it('to fifty calls at once is one renewal (R-F06)', async () => {
    const { auth, provider, seen } = await setUpSignedIn()
    provider.revokeAccessTokens()

    const responses = await Promise.all(Array.from({ length: 50 }, () => auth.fetch(`${CALENDAR}events`)))

    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(seen('token')).toHaveLength(1)
  })

  it('that comes late, after the token was renewed, is replayed without another renewal (R-F06)', async () => {
    const { world, auth, provider, seen } = await setUpSignedIn()
    const held = world.network.hold(`${CALENDAR}slow`)
    provider.revokeAccessTokens()
    const slow = auth.fetch(`${CALENDAR}slow`)
    await auth.fetch(`${CALENDAR}events`)
    held.release()

    expect((await slow).status).toBe(200)
    expect(seen('token')).toHaveLength(1)
  })

  it.each([
    ['a Request with a body', () => [new Request(`${CALENDAR}events`, { method: 'POST', body: 'again' }), {}] as const],
    ['a form', () => [`${CALENDAR}events`, { method: 'POST', body: new URLSearchParams({ a: 'again' }) }] as const],
    ['bytes', () => [`${CALENDAR}events`, { method: 'POST', body: new TextEncoder().encode('again') }] as const],
  ])('to %s is replayed with the same body (R-F06)', async (_, call) => {
    const { auth, provider, calls } = await setUpSignedIn()
    provider.revokeAccessTokens()

    const [input, init] = call()
    const response = await auth.fetch(input, init)

    expect(response.status).toBe(200)
    await until(() => calls()[1]?.body.includes('again'))
    expect(calls()[1]?.body).toBe(calls()[0]?.body)
  })

  it('to a stream is returned: the body is spent (R-F06)', async () => {
    const { auth, provider, calls } = await setUpSignedIn()
    provider.revokeAccessTokens()
    const body = new Blob(['once']).stream()

    const response = await auth.fetch(`${CALENDAR}events`, { method: 'POST', body, duplex: 'half' } as RequestInit)

    expect(response.status).toBe(401)
    expect(calls()).toHaveLength(1)
  })

  it('whose challenge cannot be read is judged by its status alone (R-F09)', async () => {
    const { auth, calendar, calls } = await setUpSignedIn()
    calendar(unauthorized())

    await auth.fetch(`${CALENDAR}events`)

    expect(calls()).toHaveLength(2)
  })

  it.each([
    'Bearer error="invalid_token"',
    'BEARER ERROR=invalid_token',
    'Basic realm="x", Bearer error = "invalid_token"',
  ])('that says %s is answered by a renewal (R-F08)', async (challenge) => {
    const { auth, calendar, seen } = await setUpSignedIn()
    calendar(unauthorized(challenge))

    await auth.fetch(`${CALENDAR}events`)

    expect(seen('token')).toHaveLength(1)
  })

  it.each(['Bearer error="insufficient_user_authentication"', 'Bearer error="invalid_request"'])(
    'that says %s is not: a new token would not help (R-F08)',
    async (challenge) => {
      const { auth, calendar, seen, calls } = await setUpSignedIn()
      calendar(unauthorized(challenge))

      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(401)
      expect(calls()).toHaveLength(1)
      expect(seen('token')).toEqual([])
    },
  )

  it('is returned as it is when the renewal fails, and nobody is signed out by an outage', async () => {
    const { auth, provider, calendar, calls } = await setUpSignedIn()
    calendar(unauthorized('Bearer error="invalid_token"'))
    provider.lie({ respond: () => new Response('', { status: 503 }) })

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(401)
    expect(calls()).toHaveLength(1)
    expect(auth.state.status).toBe('signed-in')
  })
})

describe('a 403', () => {
  it.each(['Bearer error="insufficient_scope"', 'Bearer error="invalid_token"', undefined])(
    'is one call and no renewal, and is told, whatever its challenge is: %s (R-F07)',
    async (challenge) => {
      const { auth, tab, calendar, calls, seen } = await setUpSignedIn()
      const headers: Record<string, string> = challenge ? { 'www-authenticate': challenge } : {}
      calendar(() => new Response('', { status: 403, headers }))

      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(403)
      expect(calls()).toHaveLength(1)
      expect(seen('token')).toEqual([])
      const told = { type: 'challenge', status: 403, readable: challenge !== undefined }
      expect(tab.events).toContainEqual(expect.objectContaining(told))
    },
  )
})

describe('a caller who gives up', () => {
  it('ends its own call, not the renewal that others wait for (R-F12)', async () => {
    const { world, auth, seen, calls } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`)
    const controller = new AbortController()
    const given = auth.fetch(`${CALENDAR}events`, { signal: controller.signal })
    const others = Array.from({ length: 4 }, () => auth.fetch(`${CALENDAR}events`))
    const refused = expect(given).rejects.toThrow('enough')
    await until(() => held.count === 1)

    controller.abort(new Error('enough'))
    await refused
    held.release()

    expect((await Promise.all(others)).every(({ status }) => status === 200)).toBe(true)
    expect(seen('token')).toHaveLength(1)
    expect(calls()).toHaveLength(4)
  })

  it('ends its call while it is not yet known who is signed in', async () => {
    const { world, tab } = await setUpSignedIn()
    world.store.fault = () => 'hang'
    tab.reload()
    const controller = new AbortController()
    const answer = tab.auth().fetch(`${CALENDAR}events`, { signal: controller.signal })
    const refused = expect(answer).rejects.toThrow('enough')

    controller.abort(new Error('enough'))

    await refused
  })

  it('before the call sends nothing', async () => {
    const { auth, calls } = await setUpSignedIn()

    await expect(auth.fetch(`${CALENDAR}events`, { signal: AbortSignal.abort() })).rejects.toThrow()
    expect(calls().filter(({ request }) => !request.signal.aborted)).toEqual([])
  })
})

describe('a call that was made for one user', () => {
  it('is never sent with another’s token: it rejects when somebody else signs in before it is replayed', async () => {
    const { world, auth, provider, calls } = await setUpSignedIn()
    const held = world.network.hold(`${CALENDAR}events`)
    provider.revokeAccessTokens()
    const answer = auth.fetch(`${CALENDAR}events`, { method: 'DELETE' })
    const refused = expect(answer).rejects.toMatchObject({ code: 'user-changed', ends: 'request' })
    await until(() => held.count === 1)
    await signIn(world.openTab(), provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await until(() => auth.state.user?.sub === 'grace')
    held.release()

    await refused

    expect(calls()).toHaveLength(1)
  })

  it('is never sent with another’s token: it rejects when somebody else signs in while it waits for a renewal', async () => {
    const { world, auth, provider, calls } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`, 'answer', 1)
    const answer = auth.fetch(`${CALENDAR}events`, { method: 'DELETE' })
    const refused = expect(answer).rejects.toMatchObject({ code: 'user-changed' })
    await until(() => held.count === 1)
    await signIn(world.openTab(), provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    held.release()

    await refused

    expect(calls()).toEqual([])
  })
})

describe('userInfo', () => {
  it('is asked with the token in the header (R-U01)', async () => {
    const { auth, seen } = await setUpSignedIn()

    const info = await auth.userInfo()

    expect(info).toMatchObject({ sub: 'ada', email: 'ada@example.com' })
    expect(seen('userinfo')[0]?.url).toBe(`${ISSUER}/userinfo`)
    expect(seen('userinfo')[0]?.headers.get('authorization')).toMatch(/^Bearer /)
  })

  it.each([{ sub: 'grace' }, { sub: undefined }, { sub: '' }])(
    'about %s is thrown away, and the user stays (R-U02)',
    async (lie) => {
      const { auth, provider } = await setUpSignedIn()
      provider.lie({ userInfo: (claims) => ({ ...claims, ...lie }) })
      const { user } = auth.state

      await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
      expect(auth.state.user).toBe(user)
    },
  )

  it('with a bad token is renewed and asked once more (R-U04)', async () => {
    const { auth, provider, seen } = await setUpSignedIn()
    provider.revokeAccessTokens()

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada' })
    expect(seen('token')).toHaveLength(1)
  })

  it('with a token that is bad for ever rejects after one renewal, and the user stays (R-U04)', async () => {
    const { auth, provider, seen } = await setUpSignedIn()
    provider.lie({ respond: (endpoint) => (endpoint === 'userinfo' ? new Response('', { status: 401 }) : undefined) })

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    expect(seen('userinfo')).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
    expect(auth.state.status).toBe('signed-in')
  })

  it('rejects when nobody is signed in', async () => {
    await expect(setUp().tab.auth().userInfo()).rejects.toMatchObject({ code: 'sign-in-required' })
  })
})

describe('inspect', () => {
  it('tells length, scopes and expiry of a token, and a fingerprint, never the token', async () => {
    const { auth, calls } = await setUpSignedIn()
    await auth.fetch(`${CALENDAR}events`)
    const token = calls()[0]?.headers.get('authorization')?.slice('Bearer '.length) ?? ''

    const inspection = await auth.inspect()

    expect(inspection.tokens['calendar']).toMatchObject({
      length: token.length,
      scopes: ['events.read', 'events.write'],
    })
    const text = JSON.stringify(inspection)
    for (const part of token.split('.')) expect(text).not.toContain(part.slice(0, 16))
  })
})
