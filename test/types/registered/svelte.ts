// Never run: `tsc` is the test. A program of its own: a type that is registered counts in all of it.
import { createAuth } from 'latchkey'
import { getAuth, setAuth } from 'latchkey/svelte'
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

declare module 'latchkey/svelte' {
  interface Register {
    auth: typeof auth
  }
}

/** Components know the app's users and its APIs. */
export function badge(): string | undefined {
  const session = getAuth()
  check<Equal<typeof session.user, Employee | undefined>>()
  if (session.status !== 'signed-in') return
  check<Equal<typeof session.user, Employee>>()
  if (session.state.status === 'signed-in') check<Equal<keyof typeof session.state.scopes, 'calendar'>>()
  // @ts-expect-error: a claim that the app's schema does not have
  return session.user.name
}

/** And take no other client. */
export function layout(): void {
  setAuth(auth)
  setAuth(() => auth)
  const other = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: a client of other users
  setAuth(other)
}
