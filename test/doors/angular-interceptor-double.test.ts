// @vitest-environment happy-dom
// What Angular publishes is compiled as it is loaded.
import '@angular/compiler'
import { HttpClient, HttpContext, provideHttpClient, withInterceptors } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing'
import { createApplication } from '@angular/platform-browser'
import { authInterceptor, provideAuth, SKIP_AUTH } from 'latchkey/angular'
import { createTestAuth } from 'latchkey/testing'
import { firstValueFrom, type Observable } from 'rxjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../support/until.js'
import { providers } from './angular.js'

const CALENDAR = 'https://calendar.example.com/v1/'
const EVENTS = `${CALENDAR}events`
const APIS = { calendar: { url: CALENDAR, scopes: ['events.write'] } }
const REFUSED = {
  status: 401,
  statusText: 'Unauthorized',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
}

/** An app's `HttpClient` with a double, as a test of the app has it. */
async function open(auth: Parameters<typeof provideAuth>[0]) {
  const app = await createApplication({
    providers: [
      ...providers,
      provideAuth(auth),
      provideHttpClient(withInterceptors([authInterceptor])),
      provideHttpClientTesting(),
    ],
  })
  onTestFinished(() => app.destroy())
  const testing = app.injector.get(HttpTestingController)
  return {
    http: app.injector.get(HttpClient),
    testing,
    /** The next request, once it has left. */
    sent: () => until(() => testing.match(() => true)[0], 'a request'),
  }
}

const settled = (answer: Observable<unknown>) => firstValueFrom(answer).catch((error: unknown) => error)

describe('16.3 the interceptor with a double', () => {
  it('sends a request to a declared API with the double’s token, and notes it as a call', async () => {
    const auth = createTestAuth({ user: { name: 'Ada' }, apis: APIS })
    const { http, sent } = await open(auth)

    const answer = settled(http.post(EVENTS, { title: 'Tea' }))
    const call = await sent()
    call.flush({ id: 1 })

    expect(await answer).toEqual({ id: 1 })
    expect(call.request.headers.get('authorization')).toMatch(/^Bearer /)
    expect(call.request.body).toEqual({ title: 'Tea' })
    expect(auth.calls).toMatchObject([{ url: EVENTS, method: 'POST', api: 'calendar', token: 'access' }])
  })

  it('tells of an API that the app has forgotten to declare: no token goes along', async () => {
    const auth = createTestAuth({ user: { name: 'Ada' } })
    const { http, sent } = await open(auth)

    const answer = settled(http.get(EVENTS))
    const call = await sent()
    call.flush([])

    expect(await answer).toEqual([])
    expect(call.request.headers.has('authorization')).toBe(false)
    expect(auth.calls).toMatchObject([{ api: undefined, token: 'none' }])
  })

  it('fails with sign-in-required when nobody is there, and sends nothing', async () => {
    const auth = createTestAuth({ apis: APIS })
    const { http, testing } = await open(auth)

    expect(await settled(http.get(EVENTS))).toMatchObject({ code: 'sign-in-required' })
    testing.expectNone(() => true)
    expect(auth.calls).toEqual([])
  })

  it('renews for a 401 and sends once more', async () => {
    const auth = createTestAuth({ user: { name: 'Ada' }, apis: APIS })
    const { http, sent } = await open(auth)
    const renewals: unknown[] = []
    auth.on('renewal', ({ phase }) => renewals.push(phase))

    const answer = settled(http.get(EVENTS))
    const first = await sent()
    first.flush('', REFUSED)
    const second = await sent()
    second.flush(['Tea'])

    expect(await answer).toEqual(['Tea'])
    expect(renewals).toEqual(['started', 'renewed'])
    expect(auth.calls).toHaveLength(2)
  })

  it('fails as the test says', async () => {
    const auth = createTestAuth({ user: { name: 'Ada' }, apis: APIS })
    const { http, testing } = await open(auth)
    auth.fail('refresh-unavailable', { status: 503, retryAfterSeconds: undefined })

    expect(await settled(http.get(EVENTS))).toMatchObject({ code: 'refresh-unavailable' })
    testing.expectNone(() => true)
  })

  it('leaves a request with SKIP_AUTH alone, which is no call of the double’s', async () => {
    const auth = createTestAuth({ user: { name: 'Ada' }, apis: APIS })
    const { http, sent } = await open(auth)

    const answer = settled(http.get(EVENTS, { context: new HttpContext().set(SKIP_AUTH, true) }))
    const call = await sent()
    call.flush([])

    expect(await answer).toEqual([])
    expect(call.request.headers.has('authorization')).toBe(false)
    expect(auth.calls).toEqual([])
  })
})
