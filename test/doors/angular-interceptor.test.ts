// @vitest-environment happy-dom
// What Angular publishes is compiled as it is loaded.
import '@angular/compiler'
import { XhrFactory } from '@angular/common'
import {
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpEventType,
  type HttpInterceptorFn,
  HttpResponse,
  HttpXsrfTokenExtractor,
  provideHttpClient,
  withFetch,
  withInterceptors,
} from '@angular/common/http'
import { NgZone } from '@angular/core'
import { createApplication } from '@angular/platform-browser'
import { type Auth, isAuthError } from 'latchkey'
import { authInterceptor, provideAuth, SKIP_AUTH } from 'latchkey/angular'
import { firstValueFrom, type Observable, of, retry, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createServerAuth } from '../../src/auth/server-auth.js'
import {
  APP,
  CALENDAR,
  CLIENT_ID,
  type Home,
  type HomeOptions,
  ISSUER,
  setUp,
  setUpExpired,
  setUpSignedIn,
  signIn,
} from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { microtasks, until } from '../support/until.js'
import { providers as common, type Providers } from './angular.js'
import { Xhr } from './xhr.js'

const EVENTS = `${CALENDAR}events`
const ELSEWHERE = 'https://elsewhere.example.com/'
const REFUSED = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }

beforeEach(() => {
  moveTo(`${APP}/`)
  // In development Angular says that it is, and that XHR takes no `redirect`.
  for (const level of ['log', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** Has relative addresses lead here from now on. */
const moveTo = (url: string) =>
  (window as unknown as { readonly happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url)

interface Opened {
  readonly http: HttpClient
  readonly zone: NgZone
  /** The requests that came through the interceptor. */
  readonly passed: Parameters<HttpInterceptorFn>[0][]
}

interface Settings {
  readonly before?: HttpInterceptorFn
  readonly after?: HttpInterceptorFn
  readonly providers?: Providers
}

/** An app whose `HttpClient` has the interceptor, and the network of a tab. */
async function open(auth: Auth, tab: Tab, { before, after, providers = [] }: Settings = {}): Promise<Opened> {
  const passed: Opened['passed'] = []
  const watch: HttpInterceptorFn = (request, next) => {
    passed.push(request)
    return next(request)
  }
  const app = await createApplication({
    providers: [
      ...common,
      provideAuth(auth),
      provideHttpClient(withInterceptors([before ?? [], authInterceptor, watch, after ?? []].flat())),
      { provide: XhrFactory, useValue: { build: () => new Xhr(tab) } },
      ...providers,
    ],
  })
  onTestFinished(() => app.destroy())
  return { http: app.injector.get(HttpClient), zone: app.injector.get(NgZone), passed }
}

async function openSignedIn(options?: HomeOptions) {
  const home = await setUpSignedIn(options)
  home.world.serve(ELSEWHERE, () => Response.json({}))
  return { ...home, ...(await open(home.auth, home.tab)) }
}

/** What a request of `HttpClient` fails with. */
const failure = (answer: Observable<unknown>): Promise<unknown> =>
  firstValueFrom(answer).then(
    (value) => Promise.reject(new Error(`It was answered: ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )

const tokens = (sent: Home['calls']) => sent().map(({ headers }) => headers.get('authorization'))

describe('a request to a declared API', () => {
  it('carries the token, and is else what it was', async () => {
    const { http, calls, provider, calendar } = await openSignedIn()
    calendar(async (request) => (await provider.guard(request)) ?? Response.json({ got: await request.json() }))

    const answer = await firstValueFrom(
      http.post(EVENTS, { title: 'Tea' }, { params: { day: 'today' }, headers: { 'x-app': 'todo' } }),
    )

    expect(answer).toEqual({ got: { title: 'Tea' } })
    const [call] = calls()
    expect(call).toMatchObject({ url: `${EVENTS}?day=today`, method: 'POST' })
    expect(call?.headers.get('x-app')).toBe('todo')
    expect(call?.headers.get('content-type')).toBe('application/json')
  })

  it('leaves before anything is awaited', async () => {
    const { http, calls } = await openSignedIn()

    const subscription = http.get(EVENTS).subscribe()

    expect(tokens(calls)).toEqual([expect.stringMatching(/^Bearer /)])
    subscription.unsubscribe()
  })

  it('is sent for each subscription, and for none none', async () => {
    const { http, calls, calendar } = await openSignedIn()
    const answer = http.get(EVENTS)
    expect(calls()).toHaveLength(0)
    calendar(() => new Response(null, { status: 503 }))

    await failure(answer.pipe(retry(2)))

    expect(calls()).toHaveLength(3)
  })

  it('has fresh credentials each time that an interceptor before it tries', async () => {
    const home = await setUpSignedIn()
    const { http } = await open(home.auth, home.tab, { before: (request, next) => next(request).pipe(retry(1)) })
    home.calendar(async () => {
      home.calendar(() => Response.json([]))
      await home.world.advanceSeconds(600)
      return new Response(null, { status: 503 })
    })

    await firstValueFrom(http.get(EVENTS))

    const [first, second] = tokens(home.calls)
    expect(second).toMatch(/^Bearer /)
    expect(second).not.toBe(first)
  })

  it('fails with sign-in-required when nobody is signed in, and is not sent', async () => {
    const home = setUp()
    const auth = home.tab.auth()
    await auth.ready
    const { http } = await open(auth, home.tab)

    const error = await failure(http.get(EVENTS))

    expect(isAuthError(error) && error.code).toBe('sign-in-required')
    expect(home.calls()).toEqual([])
  })

  it('goes without a token to an API that is open to anyone', async () => {
    const home = setUp({ auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } } })
    home.calendar(() => Response.json([]))
    const auth = home.tab.auth()
    await auth.ready
    const { http } = await open(auth, home.tab)

    expect(await firstValueFrom(http.get(EVENTS))).toEqual([])

    expect(tokens(home.calls)).toEqual([null])
  })

  it('waits for a session that is being restored', async () => {
    const home = setUp()
    await signIn(home.tab, home.provider)
    home.tab.reload()
    const { http } = await open(home.tab.auth(), home.tab)

    expect(await firstValueFrom(http.get(EVENTS))).toEqual({ entries: [] })
  })

  it('fails as the network does', async () => {
    const { http, world } = await openSignedIn()
    world.network.isOnline = false

    const error = await failure(http.get(EVENTS))

    expect(error).toBeInstanceOf(HttpErrorResponse)
    expect(error).toMatchObject({ status: 0, url: EVENTS })
  })

  it('fails as the API says, with what it says', async () => {
    const { http, calendar } = await openSignedIn()
    calendar(() => Response.json({ reason: 'full' }, { status: 409 }))

    const error = await failure(http.get(EVENTS))

    expect(error).toMatchObject({ name: 'HttpErrorResponse', status: 409, error: { reason: 'full' } })
  })

  it('gives the answer to nobody but who asked (R-F08)', async () => {
    const { http, tab, provider, world } = await openSignedIn()
    const hold = world.network.hold(CALENDAR, 'answer')
    const failed = failure(http.get(EVENTS))
    await until(() => hold.count)
    const other = world.openTab('/')
    await signIn(other, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await until(() => tab.auth().state.user?.sub === 'grace')

    hold.release()

    expect(await failed).toMatchObject({ code: 'user-changed' })
  })

  it('carries a proof, and another with the nonce that the API asks for', async () => {
    const { http, calls } = await openSignedIn({ auth: { dpop: true }, provider: { dpopNonces: true } })

    expect(await firstValueFrom(http.put(EVENTS, 'Tea'))).toEqual({ entries: [] })

    expect(tokens(calls)).toEqual([expect.stringMatching(/^DPoP /), expect.stringMatching(/^DPoP /)])
    expect(calls().map(({ body }) => body)).toEqual(['Tea', 'Tea'])
  })
})

describe('a request that goes elsewhere', () => {
  it.each([
    'https://evil.example/',
    'https://calendar.example.com.evil.example/v1/events',
    'https://calendar.example.com@evil.example/v1/events',
    'http://calendar.example.com/v1/events',
    'https://calendar.example.com:8443/v1/events',
    'https://calendar.example.com/v10/events',
    'https://calendar.example.com/v1/..%2fadmin',
    'https://calendar.example.com/v1/../admin',
    '//evil.example/v1/events',
    'https:/\\evil.example/v1/events',
  ])('%s gets no token, beside a declared API (R-F02)', async (url) => {
    const { http, passed } = await openSignedIn()

    http
      .get(url)
      .subscribe({ error: () => undefined })
      .unsubscribe()
    await microtasks()

    expect(passed.map(({ headers }) => headers.has('authorization'))).toEqual([false])
  })

  it('is passed on as it is and at once, and so is its answer', async () => {
    const { http, passed, world } = await openSignedIn()
    const hold = world.network.hold(ELSEWHERE)
    const seen: unknown[] = []

    http.get(ELSEWHERE, { observe: 'events' }).subscribe((event) => seen.push(event.type))

    expect(seen).toEqual([HttpEventType.Sent])
    expect(passed.map(({ headers }) => headers.keys())).toEqual([[]])
    hold.release()
    await until(() => seen.length === 2)
    expect(seen).toEqual([HttpEventType.Sent, HttpEventType.Response])
  })

  it('is answered at once where it is answered at once, as by `HttpTestingController`', async () => {
    const home = await setUpSignedIn()
    const requests: unknown[] = []
    const before: HttpInterceptorFn = (request, next) => {
      requests.push(request)
      return next(request)
    }
    const after: HttpInterceptorFn = () => of(new HttpResponse({ body: 'at once' }))
    const { http, passed } = await open(home.auth, home.tab, { before, after })
    const seen: unknown[] = []

    http.get(ELSEWHERE).subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') })

    expect(seen).toEqual(['at once', 'complete'])
    expect(passed).toEqual(requests)
    expect(passed[0]).toBe(requests[0])
  })

  it('is left alone with `strict`, too: that is about `auth.fetch`', async () => {
    const { http } = await openSignedIn({ auth: { strict: true } })

    expect(await firstValueFrom(http.get(ELSEWHERE))).toEqual({})
  })

  it('fails with its own error', async () => {
    const { http, world } = await openSignedIn()
    world.serve(ELSEWHERE, () => new Response('', REFUSED))

    expect(await failure(http.get(ELSEWHERE))).toMatchObject({ name: 'HttpErrorResponse', status: 401 })
    expect(world.network.to(ELSEWHERE)).toHaveLength(1)
  })

  it('keeps the token where a `<base>` that comes meanwhile leads it there', async () => {
    const home = await setUpExpired({ auth: { apis: { own: { url: '/api/' } } } })
    const { http } = await open(home.auth, home.tab)
    const hold = home.world.network.hold(`${ISSUER}/token`)
    const failed = failure(http.get('/api/events'))
    await until(() => hold.count)
    moveTo('https://evil.example/')

    hold.release()

    expect(await failed).toBeInstanceOf(TypeError)
    expect(home.world.network.to('https://evil.example/')).toEqual([])
  })
})

describe('a request with an `Authorization` of its own', () => {
  it.each(['Bearer stolen', 'Basic YTpi', ''])(
    '“%s” keeps it, and is neither renewed for nor replayed',
    async (own) => {
      const { http, passed, calls, seen } = await openSignedIn()

      const error = await failure(http.get(EVENTS, { headers: { Authorization: own } }))

      expect(error).toMatchObject({ status: 401 })
      expect(passed.map(({ headers }) => headers.getAll('authorization'))).toEqual([[own]])
      expect(calls()).toHaveLength(1)
      expect(seen('token')).toEqual([])
    },
  )

  it('and one with SKIP_AUTH in its context goes without ours', async () => {
    const { http, calls } = await openSignedIn()

    const error = await failure(http.get(EVENTS, { context: new HttpContext().set(SKIP_AUTH, true) }))

    expect(error).toMatchObject({ status: 401 })
    expect(tokens(calls)).toEqual([null])
  })
})

describe('a token that does not do', () => {
  it('is renewed once for a hundred requests after its end', async () => {
    const home = await setUpExpired()
    const { http } = await open(home.auth, home.tab)

    const answers = await Promise.all(Array.from({ length: 100 }, () => firstValueFrom(http.get(EVENTS))))

    expect(answers).toHaveLength(100)
    expect(home.seen('token')).toHaveLength(1)
    expect(new Set(tokens(home.calls)).size).toBe(1)
    expect(home.calls()).toHaveLength(100)
  })

  it('is renewed once for a hundred requests that are refused, each of which is replayed once', async () => {
    const { http, provider, calls, seen, world } = await openSignedIn()
    await world.advanceSeconds(20)
    provider.revokeAccessTokens()

    await Promise.all(Array.from({ length: 100 }, () => firstValueFrom(http.post(EVENTS, 'Tea'))))

    expect(seen('token')).toHaveLength(1)
    expect(calls()).toHaveLength(200)
    expect(new Set(calls().map(({ body }) => body))).toEqual(new Set(['Tea']))
  })

  it('is replayed for once: the second 401 is the app’s', async () => {
    const { http, auth, calls, seen, calendar, world } = await openSignedIn()
    await world.advanceSeconds(20)
    calendar(() => new Response('no', REFUSED))

    const error = await failure(http.get(EVENTS))

    expect(error).toMatchObject({ name: 'HttpErrorResponse', status: 401, error: 'no' })
    expect(calls()).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
    expect(auth.state.status).toBe('signed-in')
  })

  it('is not renewed for what a renewal does not help, and `challengeOf` tells what does', async () => {
    const { http, auth, calls, seen, calendar } = await openSignedIn()
    const header = 'Bearer error="insufficient_scope", scope="events.write"'
    calendar(() => new Response('', { status: 403, headers: { 'www-authenticate': header } }))

    const error = await failure(http.get(EVENTS))

    expect(error instanceof HttpErrorResponse && auth.challengeOf(error)).toMatchObject({
      error: 'insufficient_scope',
      api: 'calendar',
      scopes: ['events.write'],
    })
    expect(calls()).toHaveLength(1)
    expect(seen('token')).toEqual([])
  })
})

describe('a request that nobody waits for any more', () => {
  it('is aborted', async () => {
    const { http, calls, world } = await openSignedIn()
    world.network.hold(CALENDAR)
    const subscription = http.get(EVENTS).subscribe()

    subscription.unsubscribe()

    expect(calls().map(({ request }) => request.signal.aborted)).toEqual([true])
  })

  it('is not sent after a renewal, which goes on', async () => {
    const home = await setUpExpired()
    const { http } = await open(home.auth, home.tab)
    const hold = home.world.network.hold(`${ISSUER}/token`)
    const seen: unknown[] = []
    const subscription = http.get(EVENTS).subscribe({ error: (error) => seen.push(error) })
    await until(() => hold.count)

    subscription.unsubscribe()
    hold.release()
    await home.world.rest()

    expect(home.calls()).toEqual([])
    expect(seen).toEqual([])
    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(home.seen('token')).toHaveLength(1)
  })

  it('is not replayed', async () => {
    const { http, calls, provider, world } = await openSignedIn()
    await world.advanceSeconds(20)
    provider.revokeAccessTokens()
    const hold = world.network.hold(`${ISSUER}/token`)
    const subscription = http.get(EVENTS).subscribe()
    await until(() => hold.count)

    subscription.unsubscribe()
    hold.release()
    await world.rest()

    expect(calls()).toHaveLength(1)
  })
})

describe('what else HttpClient does', () => {
  it('tells how far an upload is, also after a renewal', async () => {
    const { http, provider, world } = await openSignedIn()
    await world.advanceSeconds(20)
    provider.revokeAccessTokens()

    const answer = http.post(EVENTS, 'Biscuits', { observe: 'events', reportProgress: true })
    const events = await firstValueFrom(answer.pipe(toArray()))

    const uploaded = events.flatMap((event) => (event.type === HttpEventType.UploadProgress ? event.loaded : []))
    expect(uploaded).toEqual([4, 8, 4, 8])
    expect(events.filter(({ type }) => type === HttpEventType.Response)).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({ type: HttpEventType.Response, status: 200 })
  })

  it('has its XSRF header beside the token, and where there is none', async () => {
    const home = await setUpSignedIn({ auth: { apis: { own: { url: '/api/' } } } })
    home.world.serve(APP, () => Response.json({}))
    const extractor = { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'mark' } }
    const { http } = await open(home.auth, home.tab, { providers: [extractor] })

    await firstValueFrom(http.post('/api/events', ''))
    await firstValueFrom(http.post('/other', ''))

    const sent = home.world.network.to(APP).map(({ headers }) => headers)
    expect(sent.map((headers) => headers.get('x-xsrf-token'))).toEqual(['mark', 'mark'])
    expect(sent.map((headers) => headers.has('authorization'))).toEqual([true, false])
  })

  it('follows no redirect with the token where `auth.fetch` follows none, by `fetch` (R-F04)', async () => {
    const home = setUp({
      auth: { apis: { calendar: { url: CALENDAR }, files: { url: 'https://calendar.example.com/files/' } } },
    })
    const auth = await signIn(home.tab, home.provider)
    vi.stubGlobal('fetch', home.tab.platform.fetch)
    const { http } = await open(auth, home.tab, { providers: [provideHttpClient(withFetch())] })

    await firstValueFrom(http.get(EVENTS))

    expect(home.calls().map(({ request }) => request.redirect)).toEqual(['error'])
  })

  it.runIf('Zone' in globalThis)('answers in the zone that asked, also after a renewal', async () => {
    const home = await setUpExpired()
    const { http, zone } = await open(home.auth, home.tab)
    const places: boolean[] = []
    const ask = () => http.get(EVENTS).subscribe(() => places.push(NgZone.isInAngularZone()))

    zone.run(ask)
    await until(() => places.length === 1)
    zone.run(ask)
    await until(() => places.length === 2)

    expect(places).toEqual([true, true])
  })

  it('passes on what an interceptor after it fails with', async () => {
    const home = await setUpSignedIn()
    const after: HttpInterceptorFn = () => {
      throw new RangeError('broken')
    }
    const { http } = await open(home.auth, home.tab, { after })

    expect(await failure(http.get(EVENTS))).toBeInstanceOf(RangeError)
  })
})

describe('elsewhere than in a browser with a client', () => {
  it('a server refuses what is for a declared API, and sends what is not', async () => {
    const home = setUp()
    home.world.serve(ELSEWHERE, () => Response.json({}))
    const options = { issuer: ISSUER, clientId: CLIENT_ID, apis: { calendar: { url: CALENDAR } } }
    const { http } = await open(createServerAuth(options, fetch), home.tab)

    expect(await failure(http.get(EVENTS))).toMatchObject({ code: 'not-in-browser' })
    expect(await firstValueFrom(http.get(ELSEWHERE))).toEqual({})
    expect(home.calls()).toEqual([])
  })

  it('a double of a client leaves all requests alone', async () => {
    const home = setUp()
    home.calendar(() => Response.json([]))
    const { auth } = await setUpSignedIn()
    // With the members that `Auth` has, as a test would write one.
    const double = Object.fromEntries(Object.entries(auth)) as unknown as Auth
    const { http } = await open(double, home.tab)

    expect(await firstValueFrom(http.get(EVENTS))).toEqual([])
    expect(tokens(home.calls)).toEqual([null])
  })
})
