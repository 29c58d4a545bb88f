import { provideHttpClient, withInterceptors } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing'
import { TestBed } from '@angular/core/testing'
import type { Auth } from 'latchkey'
import { authInterceptor, provideAuth } from 'latchkey/angular'
import { createTestAuth, resetAuth, signedIn } from 'latchkey/testing'
import { firstValueFrom } from 'rxjs'
import { afterEach, expect, it, vi } from 'vitest'
import { apis } from './apis'
import { Badge } from './badge'
import { Calendar } from './calendar'

const EVENTS = 'https://calendar.example.com/v1/events'

afterEach(() => resetAuth())

/** The app's own providers, with the double or the real core in the place of its client. */
const configure = (auth: Auth) =>
  TestBed.configureTestingModule({
    providers: [provideAuth(auth), provideHttpClient(withInterceptors([authInterceptor])), provideHttpClientTesting()],
  })

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  configure(auth)
  const { nativeElement } = TestBed.createComponent(Badge)
  await vi.waitFor(() => expect(nativeElement.textContent.trim()).toBe('Ada'))
  nativeElement.querySelector('button').click()
  await vi.waitFor(() => expect(nativeElement.textContent.trim()).toBe('Sign in'))
  expect(auth.signOuts).toHaveLength(1)
})

it('adds an event with a token', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' }, apis })
  configure(auth)
  const added = firstValueFrom(TestBed.inject(Calendar).addEvent('Tea'))
  await vi.waitFor(() => TestBed.inject(HttpTestingController).expectOne(EVENTS).flush({ id: 1 }))
  expect(await added).toEqual({ id: 1 })
  expect(auth.calls).toMatchObject([{ method: 'POST', api: 'calendar', token: 'access' }])
})

it('renews, by the real core, when the access token was refused', async () => {
  const { auth } = await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis })
  configure(auth)
  const http = TestBed.inject(HttpTestingController)
  const added = firstValueFrom(TestBed.inject(Calendar).addEvent('Tea'))
  const refused = {
    status: 401,
    statusText: 'Unauthorized',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  }
  await vi.waitFor(() => http.expectOne(EVENTS).flush('', refused))
  await vi.waitFor(() => http.expectOne(EVENTS).flush({ id: 1 }))
  expect(await added).toEqual({ id: 1 })
})
