// Never run: `tsc` is the test. A program of its own: a type that is registered counts in all of it.
import { createRootRoute, createRoute } from '@tanstack/react-router'
import { createAuth } from 'latchkey'
import { useRequireUser } from 'latchkey/next'
import { AuthProvider, useAuth, type useUser } from 'latchkey/react'
import { requireUserBeforeLoad } from 'latchkey/tanstack-router'
import { createElement, type ReactNode } from 'react'
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

declare module 'latchkey/react' {
  interface Register {
    auth: typeof auth
  }
}

/** The guard of Next.js knows them, too. */
export function Guarded(): ReactNode {
  const { user } = useRequireUser({ replace: () => undefined }, { apis: ['calendar'] })
  check<Equal<typeof user, Employee | undefined>>()
  // @ts-expect-error: no API of the app
  useRequireUser({ replace: () => undefined }, { apis: ['contacts'] })
  return user?.department
}

/** Hooks know the app's users and its APIs. */
export function Badge(): ReactNode {
  const { status, user, state } = useAuth()
  check<Equal<ReturnType<typeof useUser>, Employee>>()
  if (status !== 'signed-in') return null
  check<Equal<typeof user, Employee>>()
  if (state.status === 'signed-in') check<Equal<keyof typeof state.scopes, 'calendar'>>()
  // @ts-expect-error: a claim that the app's schema does not have
  return user.name
}

/** And take no other client. */
export function Provided(): ReactNode {
  const other = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: a client of other users
  createElement(AuthProvider, { auth: other })
  return createElement(AuthProvider, { auth })
}

/** The door of a router of React knows what was registered with that of React. */
export const route = createRoute({
  getParentRoute: () => createRootRoute(),
  path: '/staff',
  beforeLoad: requireUserBeforeLoad(auth),
  loader: ({ context: { user } }) => check<Equal<typeof user, Employee>>(),
})
