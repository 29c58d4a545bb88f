/**
 * latchkey for Angular 20 to 22: the client by injection, its state in signals, a guard and an interceptor.
 *
 * @module
 */
import { Location } from '@angular/common'
import {
  HttpContextToken,
  type HttpErrorResponse,
  type HttpInterceptorFn,
  type HttpResponse,
} from '@angular/common/http'
import {
  afterNextRender,
  computed,
  DestroyRef,
  InjectionToken,
  inject,
  type Provider,
  type Signal,
  signal,
} from '@angular/core'
import { type CanActivateFn, type CanMatchFn, Router, type UrlTree } from '@angular/router'
import { from, Observable, type Subscriber } from 'rxjs'
import type { FETCH_BY, FetchBy } from './auth/fetch-by.js'
import { missing } from './bindings/missing.js'
import { PENDING } from './bindings/pending.js'
import type { GivenAuth, RegisteredAuth, Told } from './bindings/registered-auth.js'
import type { AnyAuthError, AuthState } from './index.js'

/**
 * Where an app tells the type of its client once, so that `injectAuth` knows its users and APIs:
 *
 * ```ts
 * declare module 'latchkey/angular' {
 *   interface Register {
 *     auth: typeof auth
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: the app gives it its member
export interface Register {}

/** The client of the app, of the type that it has registered. */
type AppAuth = RegisteredAuth<Register>
type AppState = Told<AppAuth['state']>

/** What `injectAuth` gives: `state` has what `status` and `user` do not tell (`reason`, `error`, `scopes`). */
export interface InjectedAuth extends Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'> {
  /** The whole state: `reason`, `error` and `scopes`, too. */
  readonly state: Signal<AppState['state']>
  /** `'pending'` until it is known, then whether there is a user. */
  readonly status: Signal<AppState['status']>
  /** The user, while there is one. */
  readonly user: Signal<AppState['user']>
}

/** Where `signedInGuard` sends whom it must not ask. */
export interface SignedInGuardOptions {
  /**
   * Where the router goes when nobody is signed in and nobody may be asked to just now: after a sign-out, until the user acts. The
   * navigation fails with `sign-in-required` unless set.
   */
  readonly signedOut?: string | undefined
}

/** What is used of a client, whatever its type. A double may come without the last. */
interface Client extends Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>, Partial<FetchBy> {
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
  readonly requireUser: (options: { readonly returnTo: string; readonly signal: AbortSignal }) => Promise<unknown>
}

type Answer = HttpResponse<unknown> | HttpErrorResponse
type Send = Parameters<FetchBy[typeof FETCH_BY]>[0]

const AUTH = /* @__PURE__ */ new InjectionToken<Client>('latchkey', {
  factory: () => {
    throw missing('latchkey', 'provideAuth(auth)')
  },
})
const SIGNALS = /* @__PURE__ */ new InjectionToken<InjectedAuth>('latchkey')

/** For requests that `authInterceptor` leaves alone: `context: new HttpContext().set(SKIP_AUTH, true)`. */
export const SKIP_AUTH: HttpContextToken<boolean> = /* @__PURE__ */ new HttpContextToken(() => false)

/** Gives an app its client. */
export function provideAuth(auth: GivenAuth<Register>): Provider[] {
  return [
    { provide: AUTH, useValue: auth },
    { provide: SIGNALS, useFactory: toSignals },
  ]
}

/**
 * The state in signals, and what to do about it. On a server and until a page of a server is in place the status is `'pending'`.
 *
 * ```ts
 * protected readonly auth = injectAuth()
 * // @if (auth.user(); as user) { {{ user.name }} } @else { <button (click)="auth.signIn()">Sign in</button> }
 * ```
 *
 * @throws {TypeError} without `provideAuth`
 */
export function injectAuth(): InjectedAuth {
  // Which says what is missing.
  inject(AUTH)
  return inject(SIGNALS)
}

/**
 * For `canActivate`, `canActivateChild` and `canMatch`: lets in who is signed in, and has everybody else sign in and come back.
 * It hides a page, it does not protect: the API does that. On a server it lets everybody in, for a page that is `'pending'`.
 *
 * A navigation that takes the place of this one calls the sign-in off.
 */
export function signedInGuard({ signedOut }: SignedInGuardOptions = {}): CanActivateFn & CanMatchFn {
  return () => {
    const auth = inject(AUTH)
    const router = inject(Router)
    // Before any `redirectTo`, which leads on from there once more. `canMatch` is told no more than the path.
    const url = router.currentNavigation()?.extractedUrl
    const returnTo = inject(Location).prepareExternalUrl(url ? router.serializeUrl(url) : router.url)
    return toObservable<true | UrlTree>((signal) =>
      auth.requireUser({ returnTo, signal }).then(
        () => true,
        (error: Partial<AnyAuthError>) => {
          if (error.code === 'not-in-browser') return true
          if (signedOut && error.code === 'sign-in-required') return router.parseUrl(signedOut)
          throw error
        },
      ),
    )
  }
}

/**
 * Sends the requests of `HttpClient` to declared APIs as `auth.fetch` does: with the token, and after a 401 with one renewal and
 * one replay where that can help. It leaves alone what has an `Authorization` of its own, or `SKIP_AUTH` in its context, or goes
 * anywhere else. The last of the interceptors, so that no other one sees the token or changes where it goes.
 *
 * A request fails with an `AuthError` in place of an `HttpErrorResponse` where `auth.fetch` rejects with one.
 */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  // As the core names it, of which a door has types alone.
  const fetchBy = inject(AUTH)[Symbol.for('latchkey') as typeof FETCH_BY]
  if (!fetchBy || request.context.get(SKIP_AUTH) || request.headers.has('authorization')) return next(request)
  return toObservable(async (signal, subscriber) => {
    const url = request.urlWithParams
    const send: Send = (to, { headers, redirect } = {}) =>
      new Promise((resolve, reject) => {
        const setHeaders = Object.fromEntries(new Headers(headers))
        // Without a token it is none of ours, and every event of it goes on at once.
        if (!setHeaders['authorization']) return void next(request).subscribe(subscriber)
        // What is sent is the text, and a `<base>` that came meanwhile leads it elsewhere.
        if (new Request(url).url !== to) throw new TypeError('The URL changed')
        // `undefined` leaves it to the request.
        const authorized = request.clone({ setHeaders, redirect: redirect as RequestRedirect })
        subscriber.add(
          next(authorized).subscribe({
            // The answer is the event with a body. What is looked at of it, status and headers, is as of a `Response`.
            next: (event) => ('body' in event ? resolve(event as unknown as Response) : subscriber.next(event)),
            error: (error) => (error?.status ? resolve(error) : reject(error)),
          }),
        )
      })
    // What `send` gave.
    const answer = (await fetchBy(send)(url, { method: request.method, signal })) as unknown as Answer
    if ('body' in answer) return answer
    throw answer
  })
}

/** What a promise gives; aborts what makes it when nobody wants it any more. */
const toObservable = <Value>(
  run: (signal: AbortSignal, subscriber: Subscriber<Value>) => Promise<Value>,
): Observable<Value> =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    from(run(abort.signal, subscriber)).subscribe(subscriber)
    return () => abort.abort()
  })

function toSignals(): InjectedAuth {
  const { subscribe, signIn, signOut, fetch } = inject(AUTH)
  const state = signal<AuthState<unknown>>(PENDING)
  const destroyRef = inject(DestroyRef)
  // By then a page of a server is in place, and the same tick shows what the client knows. On a server it never comes.
  afterNextRender(() => destroyRef.onDestroy(subscribe(state.set)))
  const signals = {
    state: computed(state),
    status: computed(() => state().status),
    user: computed(() => state().user),
    signIn,
    signOut,
    fetch,
  }
  // The client is the one whose type was registered.
  return signals as unknown as InjectedAuth
}
