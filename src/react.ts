'use client'
/**
 * latchkey for React 18.2 and 19: the client in a context, its state in components.
 *
 * @module
 */
import { createElement, type ReactElement, type ReactNode, useMemo } from 'react'
import { PENDING } from './bindings/pending.js'
import {
  AuthContext,
  type Client,
  type Provided,
  useAuthState,
  useProvided,
  useTold,
  type Wait,
} from './bindings/react-auth.js'
import type { GivenAuth, RegisteredAuth, Told, UserOf } from './bindings/registered-auth.js'
import type { AuthState } from './index.js'

/**
 * Where an app tells the type of its client once, so that hooks know its users and APIs:
 *
 * ```ts
 * declare module 'latchkey/react' {
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

/** What `useAuth` gives: `status` tells whether there is a `user`; `state` has the rest (`reason`, `error`, `scopes`). */
export type UseAuth = Told<AppAuth['state']> & Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>

/** What `AuthProvider` is given. */
export interface AuthProviderProps {
  /** The client. */
  readonly auth: GivenAuth<Register>
  /** The components that use it. None unless set. */
  readonly children?: ReactNode
}

/** What `SignedIn` shows, and when. */
export interface SignedInProps {
  /** For whoever is signed in. Nothing unless set. */
  readonly children?: ReactNode
  /** While nobody is. Nothing unless set. */
  readonly fallback?: ReactNode
  /** Until it is known. Nothing unless set. */
  readonly pending?: ReactNode
}

/** Gives the components below it the client. Another `auth` takes the place of the first. */
export function AuthProvider({ auth, children }: AuthProviderProps): ReactElement {
  // The members that are used are the same in every type of client.
  const provided = useMemo<Provided>(() => ({ auth: auth as unknown as Client }), [auth])
  return createElement(AuthContext.Provider, { value: provided }, children)
}

/**
 * The state, and what to do about it. On a server and until a page of a server is in place the status is `'pending'`.
 *
 * ```tsx
 * const { user, signIn, signOut } = useAuth()
 * return user ? <button onClick={signOut}>{user.name}</button> : <button onClick={signIn}>Sign in</button>
 * ```
 *
 * @throws {TypeError} without an `AuthProvider` above
 */
export function useAuth(): UseAuth {
  // The client is the one whose type was registered.
  return useTold(useProvided('useAuth')) as UseAuth
}

/**
 * The user. Suspends until it is known whether there is one; when there is none, the next error boundary gets
 * `sign-in-required`, or the error of the sign-in that failed. Not rendered on a server: the `Suspense` above shows its fallback.
 *
 * @throws {TypeError} without an `AuthProvider` above
 */
export function useUser(): UserOf<AppAuth> {
  const provided = useProvided('useUser')
  const state = useAuthState(provided.auth)
  if (state === PENDING) throw toClientOnly()
  // The user is of the type that was registered.
  if (state.user) return state.user as UserOf<AppAuth>
  const { promise, error } = waitFor(provided, state)
  throw error ?? promise
}

/** Shows its children to whoever is signed in. It hides, it does not protect: the API does that. */
export function SignedIn({ children, fallback, pending }: SignedInProps): ReactNode {
  const { status } = useAuth()
  if (status === 'pending') return pending
  return status === 'signed-out' ? fallback : children
}

/** Waits for what follows a state without a user: one promise for it, however often a component is rendered meanwhile. */
function waitFor(provided: Provided, state: AuthState<unknown>): Wait {
  if (provided.wait?.state === state) return provided.wait
  const { subscribe, requireUser } = provided.auth
  const wait: Wait = {
    state,
    promise:
      state.status === 'pending'
        ? // Not `ready`: a page from the back/forward cache is pending once more.
          new Promise((resolve) => {
            const stop = subscribe(({ status }) => {
              if (status === 'pending') return
              stop()
              resolve()
            })
          })
        : requireUser({ redirect: false }).then(
            () => undefined,
            (error: unknown) => {
              wait.error = error
            },
          ),
  }
  provided.wait = wait
  return wait
}

/** For a server: React shows the fallback there and renders the component in the browser, where there may be a user. */
function toClientOnly(): Error {
  const error = new Error('useUser is for browsers: a server has no user')
  // By this Next.js knows that it is meant: without it the page is no longer prerendered, and its build fails. Nobody else reads it.
  return Object.assign(error, { digest: 'BAILOUT_TO_CLIENT_SIDE_RENDERING' })
}
