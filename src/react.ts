'use client'
/**
 * latchkey for React 18.2 and 19: the client in a context, its state in components.
 *
 * @module
 */
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react'
import { missing } from './bindings/missing.js'
import { PENDING } from './bindings/pending.js'
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

type AppAuth = RegisteredAuth<Register>

/** What `useAuth` gives: `status` tells whether there is a `user`; `state` has the rest (`reason`, `error`, `scopes`). */
export type UseAuth = Told<AppAuth['state']> & Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>

export interface AuthProviderProps {
  readonly auth: GivenAuth<Register>
  readonly children?: ReactNode
}

export interface SignedInProps {
  /** For whoever is signed in. */
  readonly children?: ReactNode
  /** While nobody is. Nothing unless set. */
  readonly fallback?: ReactNode
  /** Until it is known. Nothing unless set. */
  readonly pending?: ReactNode
}

/** What is used of a client, whatever its type. */
interface Client extends Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'> {
  readonly state: AuthState<unknown>
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
  readonly requireUser: (options: { readonly redirect: false }) => Promise<unknown>
}

interface Provided {
  readonly auth: Client
  /** What a suspended component waits for. */
  wait?: Wait | undefined
}

interface Wait {
  readonly state: AuthState<unknown>
  readonly promise: Promise<void>
  error?: unknown
}

const Context = /* @__PURE__ */ createContext<Provided | undefined>(undefined)

/** Gives the components below it the client. Another `auth` takes the place of the first. */
export function AuthProvider({ auth, children }: AuthProviderProps): ReactElement {
  // The members that are used are the same in every type of client.
  const provided = useMemo<Provided>(() => ({ auth: auth as unknown as Client }), [auth])
  return createElement(Context.Provider, { value: provided }, children)
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
  const { auth } = useProvided('useAuth')
  const state = useAuthState(auth)
  return useMemo(() => {
    const { signIn, signOut, fetch } = auth
    const told = { status: state.status, user: state.user, state, signIn, signOut, fetch }
    // The client is the one whose type was registered.
    return told as unknown as UseAuth
  }, [auth, state])
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

function useProvided(caller: string): Provided {
  const provided = useContext(Context)
  if (!provided) throw missing(caller, '<AuthProvider auth={auth}> above this component')
  return provided
}

// Each component subscribes for itself. A state that came by the context would reach parts of a server's page that React has
// yet to put into place, and they would differ from it.
function useAuthState(auth: Client): AuthState<unknown> {
  return useSyncExternalStore<AuthState<unknown>>(
    auth.subscribe,
    () => auth.state,
    () => PENDING,
  )
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
