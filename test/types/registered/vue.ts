// Never run: `tsc` is the test. A program of its own: a type that is registered counts in all of it.
import { createAuth } from 'latchkey'
import { authPlugin, useAuth } from 'latchkey/vue'
import { type ComputedRef, createApp } from 'vue'
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

declare module 'latchkey/vue' {
  interface Register {
    auth: typeof auth
  }
}

/** `useAuth` knows the app's users and its APIs. */
export function useBadge(): string | undefined {
  const { user, state } = useAuth()
  check<Equal<typeof user, ComputedRef<Employee | undefined>>>()
  if (state.value.status === 'signed-in') check<Equal<keyof typeof state.value.scopes, 'calendar'>>()
  // @ts-expect-error: a claim that the app's schema does not have
  return user.value?.name
}

/** And the plugin takes no other client. */
export function start(): void {
  const other = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: a client of other users
  authPlugin(other)
  createApp({}).use(authPlugin(auth))
}
