// Never run: `tsc` is the test; of Angular 21 here, of 20 and 22 in their folders. No type is registered: see registered/.
import { HttpContext, type HttpErrorResponse, provideHttpClient, withInterceptors } from '@angular/common/http'
import type { ApplicationConfig, Signal } from '@angular/core'
import { provideRouter } from '@angular/router'
import { type AnyAuthError, type Auth, type AuthState, createAuth, type User } from 'latchkey'
import { authInterceptor, injectAuth, provideAuth, SKIP_AUTH, signedInGuard } from 'latchkey/angular'
import { check, type Equal } from './equal.js'

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: '/calendar/' }, contacts: { url: '/contacts/' } },
})

/** An app as it is written; the client of any APIs will do. */
export const config: ApplicationConfig = {
  providers: [
    provideAuth(auth),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideRouter([
      { path: 'private', canActivate: [signedInGuard({ signedOut: '/' })], children: [] },
      { path: 'admin', canMatch: [signedInGuard()], canActivateChild: [signedInGuard()], children: [] },
    ]),
  ],
}

export class Badge {
  readonly auth = injectAuth()

  name(): string | undefined {
    const { status, user, state, signIn, signOut, fetch } = this.auth
    check<Equal<typeof status, Signal<'pending' | 'signed-out' | 'signed-in'>>>()
    check<Equal<typeof user, Signal<User | undefined>>>()
    check<Equal<typeof state, Signal<AuthState<User>>>>()
    check<Equal<typeof fetch, Auth['fetch']>>()
    const { error } = state()
    check<Equal<typeof error, AnyAuthError | undefined>>()
    void [signIn(new Event('click')), signOut(), new HttpContext().set(SKIP_AUTH, true)]
    return user()?.name
  }

  /** What `HttpClient` fails with is what `challengeOf` looks at. */
  stepUp = (error: HttpErrorResponse) => {
    const challenge = auth.challengeOf(error)
    return challenge && this.auth.signIn({ challenge })
  }
}

/** What is wrong does not compile. */
export function wrong(badge: Badge): unknown {
  // @ts-expect-error: the client is missing
  provideAuth()
  // @ts-expect-error: the options are no client
  provideAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: there is no token
  badge.auth.accessToken
  // @ts-expect-error: a signal is read by calling it
  badge.auth.user.email
  // @ts-expect-error: the door mirrors, it does not set
  badge.auth.state.set({ status: 'pending' })
  // @ts-expect-error: a place of the router is a text
  signedInGuard({ signedOut: ['/'] })
  // @ts-expect-error: what doors use is for nobody else
  const hidden = auth[Symbol.for('latchkey')]
  // @ts-expect-error: there may be nobody
  return [hidden, badge.auth.user().name]
}

/** Of a client whose users have another type the door must be told: `Register`. */
export function unregistered(): unknown {
  interface Employee {
    readonly department: string
  }
  const profile = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const staff = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile })
  // @ts-expect-error: an employee is no user of the standard claims
  return provideAuth(staff)
}
