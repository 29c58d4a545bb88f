// Never run: `tsc` is the test; of the newest Solid 1 here, of the oldest in solid-1.9/. No type is registered: see registered/.
import { type AnyAuthError, type AuthState, createAuth, type User } from 'latchkey'
import { AuthProvider, useAuth, useRequireUser } from 'latchkey/solid'
import { type Accessor, createComponent, type JSX } from 'solid-js'
import { check, type Equal } from './equal.js'

const plain = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: '/calendar/' }, contacts: { url: '/contacts/' } },
})

export function Badge(): JSX.Element {
  const { status, user, state, signIn, signOut, fetch } = useAuth()
  check<Equal<typeof status, Accessor<'pending' | 'signed-out' | 'signed-in'>>>()
  check<Equal<typeof user, Accessor<User | undefined>>>()
  check<Equal<typeof state, Accessor<AuthState<User>>>>()
  check<Equal<ReturnType<typeof state>['error'], AnyAuthError | undefined>>()
  const click: JSX.EventHandler<HTMLButtonElement, MouseEvent> = status() === 'signed-in' ? signOut : signIn
  void fetch('/').then(() => click)
  return user()?.name
}

/** The router is Solid's, or another's. */
export function Guarded({ navigate }: { navigate: (to: string, options?: { replace: boolean }) => void }): JSX.Element {
  const { user } = useRequireUser(navigate, { signedOut: '/', maxAge: 300 })
  check<Equal<typeof user, Accessor<User | undefined>>>()
  // @ts-expect-error: the router is missing
  useRequireUser({ signedOut: '/' })
  return user()?.name
}

/** The client of any APIs will do. */
export const apps = (): readonly JSX.Element[] => [
  createComponent(AuthProvider, { auth, children: 'Hello' }),
  createComponent(AuthProvider, { auth: plain }),
]

/** What is wrong does not compile. */
export function Wrong(): JSX.Element {
  const { user } = useAuth()
  // @ts-expect-error: the client is missing
  createComponent(AuthProvider, { children: 'Hello' })
  // @ts-expect-error: the options are no client
  createComponent(AuthProvider, { auth: { issuer: 'https://id.example.com', clientId: 'todo-spa' } })
  // @ts-expect-error: an accessor is called
  user.email
  // @ts-expect-error: `status` says it
  useAuth().isLoading
  // @ts-expect-error: the rest is the client's, which every module can import
  useAuth().requireUser
  // @ts-expect-error: there may be nobody
  return user().name
}

/** Of a client whose users have another type the door must be told: `Register`. */
export function Unregistered(): JSX.Element {
  interface Employee {
    readonly department: string
  }
  const profile = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const staff = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile })
  // @ts-expect-error: an employee is no user of the standard claims
  return createComponent(AuthProvider, { auth: staff })
}
