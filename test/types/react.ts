// Never run: `tsc` is the test; of React 19 here, of React 18 in react-18/. No type is registered: see registered/.
import { type AnyAuthError, type AuthState, createAuth, type SignedOutReason, type User } from 'latchkey'
import { AuthProvider, SignedIn, useAuth, useUser } from 'latchkey/react'
import { createElement, type ReactNode } from 'react'
import { check, type Equal } from './equal.js'

/** `status` tells what `user` is, also when they are taken apart. */
export function Badge(): ReactNode {
  const { status, user, state, signIn, signOut, fetch } = useAuth()
  check<Equal<typeof status, 'pending' | 'signed-out' | 'signed-in'>>()
  check<Equal<typeof user, User | undefined>>()
  check<Equal<typeof state, AuthState<User>>>()
  if (status !== 'signed-in') return createElement('button', { type: 'button', onClick: signIn }, 'Sign in')
  check<Equal<typeof user, User>>()
  void fetch('/')
  return createElement('button', { type: 'button', onClick: signOut }, user.name)
}

/** What is not asked for often is in `state`, and `status` narrows that, too. */
export function Why(): ReactNode {
  const auth = useAuth()
  check<Equal<typeof auth.state.error, AnyAuthError | undefined>>()
  if (auth.status === 'signed-in') return auth.state.scopes['calendar']?.join(' ')
  if (auth.status === 'signed-out') check<Equal<typeof auth.state.reason, SignedOutReason>>()
  return auth.state.error?.message
}

export function Name(): ReactNode {
  check<Equal<ReturnType<typeof useUser>, User>>()
  return useUser().name
}

/** The client of any APIs will do. */
export function Provided(): ReactNode {
  const plain = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  const auth = createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    apis: { calendar: { url: '/calendar/' }, contacts: { url: '/contacts/' } },
  })
  const child = createElement(SignedIn, { fallback: 'Guest', pending: null }, 'Hello')
  return [createElement(AuthProvider, { auth }, child), createElement(AuthProvider, { auth: plain })]
}

/** What is wrong does not compile. */
export function Wrong(): ReactNode {
  // @ts-expect-error: the client is missing
  createElement(AuthProvider, {}, 'Hello')
  // @ts-expect-error: the options are no client
  createElement(AuthProvider, { auth: { issuer: 'https://id.example.com', clientId: 'todo-spa' } })
  // @ts-expect-error: there is no token
  useAuth().accessToken
  // @ts-expect-error: `status` says it
  useAuth().isLoading
  // @ts-expect-error: the rest is the client's, which every module can import
  useAuth().requireUser
  // @ts-expect-error: there may be nobody
  return useAuth().user.name
}

/** Of a client whose users have another type the door must be told: `Register`. */
export function Unregistered(): ReactNode {
  interface Employee {
    readonly department: string
  }
  const profile = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const auth = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile })
  // @ts-expect-error: an employee is no user of the standard claims
  return createElement(AuthProvider, { auth })
}
