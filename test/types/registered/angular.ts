// Never run: `tsc` is the test. A program of its own: a type that is registered counts in all of it.
import type { Signal } from '@angular/core'
import { createAuth } from 'latchkey'
import { injectAuth, provideAuth } from 'latchkey/angular'
import { check, type Equal } from '../equal.js'

interface Employee {
  readonly sub: string
  readonly department: string
}

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'staff',
  apis: { calendar: { url: '/calendar/' } },
  profile: {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  },
})

declare module 'latchkey/angular' {
  interface Register {
    auth: typeof auth
  }
}

/** Components know the app's users and its APIs. */
export class Badge {
  readonly auth = injectAuth()

  department(): string | undefined {
    const { user, state } = this.auth
    check<Equal<typeof user, Signal<Employee | undefined>>>()
    const now = state()
    if (now.status === 'signed-in') check<Equal<keyof typeof now.scopes, 'calendar'>>()
    // @ts-expect-error: a claim that the app's schema does not have
    user()?.name
    return user()?.department
  }
}

/** And the app takes no other client. */
export function config(): unknown {
  const other = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: a client of other users
  provideAuth(other)
  return provideAuth(auth)
}
