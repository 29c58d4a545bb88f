'use client'
import { type Context, createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import type { AuthState } from '../domain/auth-state.js'
import type { Requiring } from './guarded-user.js'
import { missing } from './missing.js'
import { PENDING } from './pending.js'

/** What is used of a client, whatever its type. */
export interface Client extends Requiring {
  readonly state: AuthState<unknown>
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
  readonly signIn: unknown
  readonly signOut: unknown
  readonly fetch: unknown
}

/** What the provider of an app hands to what is below it. */
export interface Provided {
  readonly auth: Client
  /** What a suspended component waits for. */
  wait?: Wait | undefined
}

export interface Wait {
  readonly state: AuthState<unknown>
  readonly promise: Promise<void>
  error?: unknown
}

/** One for all doors of React: a guard of one has the client that another gave. */
export const AuthContext: Context<Provided | undefined> = /* @__PURE__ */ createContext<Provided | undefined>(undefined)

/** @throws {TypeError} without an `AuthProvider` above */
export function useProvided(caller: string): Provided {
  const provided = useContext(AuthContext)
  if (!provided) throw missing(caller, '<AuthProvider auth={auth}> above this component')
  return provided
}

// Each component subscribes for itself. A state that came by the context would reach parts of a server's page that React has
// yet to put into place, and they would differ from it.
export function useAuthState(auth: Client): AuthState<unknown> {
  return useSyncExternalStore<AuthState<unknown>>(
    auth.subscribe,
    () => auth.state,
    () => PENDING,
  )
}

/** What `useAuth` gives, of a client of any type: whoever hands it on says which. */
export function useTold({ auth }: Provided): unknown {
  const state = useAuthState(auth)
  return useMemo(() => {
    const { signIn, signOut, fetch } = auth
    return { status: state.status, user: state.user, state, signIn, signOut, fetch }
  }, [auth, state])
}
