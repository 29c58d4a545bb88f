// Never run: `tsc` is the test. A program of its own: a type that is registered counts in all of it.
import { createAuth } from 'latchkey'
import { AuthProvider, useAuth, useRequireUser } from 'latchkey/solid'
import { type Accessor, createComponent, type JSX } from 'solid-js'
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

declare module 'latchkey/solid' {
  interface Register {
    auth: typeof auth
  }
}

/** `useAuth` knows the app's users and its APIs. */
export function Badge(): JSX.Element {
  const { user, state } = useAuth()
  check<Equal<typeof user, Accessor<Employee | undefined>>>()
  const now = state()
  if (now.status === 'signed-in') check<Equal<keyof typeof now.scopes, 'calendar'>>()
  // @ts-expect-error: a claim that the app's schema does not have
  return user()?.name
}

/** So does the guard. */
export function Guarded(): JSX.Element {
  const { user } = useRequireUser(() => undefined, { apis: ['calendar'] })
  check<Equal<typeof user, Accessor<Employee | undefined>>>()
  // @ts-expect-error: no API of the app
  useRequireUser(() => undefined, { apis: ['contacts'] })
  return undefined
}

/** And the provider takes no other client. */
export function Provided(): JSX.Element {
  const other = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: a client of other users
  createComponent(AuthProvider, { auth: other })
  return createComponent(AuthProvider, { auth })
}
