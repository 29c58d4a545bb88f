/**
 * latchkey for Solid 1.9 and 2: the client in a context, its state as accessors.
 *
 * @module
 */
import {
  type Accessor,
  createComponent,
  createContext,
  createEffect,
  createSignal,
  onCleanup,
  type ParentComponent,
  sharedConfig,
  useContext,
} from 'solid-js'
import { askForUser } from './bindings/ask-for-user.js'
import type { GuardOptions, Requiring } from './bindings/guarded-user.js'
import { missing } from './bindings/missing.js'
import { PENDING } from './bindings/pending.js'
import type { GivenAuth, RegisteredAuth } from './bindings/registered-auth.js'
import type { AuthState } from './index.js'

/**
 * Where an app tells the type of its client once, so that `useAuth` knows its users and APIs:
 *
 * ```ts
 * declare module 'latchkey/solid' {
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
/** Its state. */
type AppState = AppAuth['state']
/** What a component does with it. */
type Actions = Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>

/** What `useAuth` gives: `status` tells whether there is a `user`; `state` has the rest (`reason`, `error`, `scopes`). */
export type UseAuth = Actions & {
  /** `'pending'` until it is known, then whether there is a user. */
  readonly status: Accessor<AppState['status']>
  /** The user, while there is one. */
  readonly user: Accessor<AppState['user']>
  /** The whole state: `reason`, `error` and `scopes`, too. */
  readonly state: Accessor<AppState>
}

/** What `AuthProvider` is given. */
export interface AuthProviderProps {
  /** The client, for good: another one needs another provider. */
  readonly auth: GivenAuth<Register>
}

/** A router's, as `useNavigate` of Solid Router gives it: `replace` leaves no way back to where nobody may be. */
export type Navigate = (to: string, options: { readonly replace: true }) => unknown

export type { GuardOptions }

/** What is used of a client, whatever its type. */
interface Client extends Actions, Requiring {
  readonly state: AuthState<unknown>
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
}

// Solid 2 throws for a context without a default, and its error does not say what to write.
const Context = /* @__PURE__ */ createContext<Client | null>(null)

/** Gives the components below it the client. */
export const AuthProvider: ParentComponent<AuthProviderProps> = (props) => {
  // In Solid 2 a context is its own provider.
  const { Provider = Context as unknown as typeof Context.Provider } = Context
  return createComponent(Provider, {
    // The members that are used are the same in every type of client.
    value: props.auth as unknown as Client,
    get children() {
      return props.children
    },
  })
}

/**
 * The state as accessors, and what to do about it; may be taken apart. On a server, and in what came from one until it is
 * mounted, the status is `'pending'`.
 *
 * ```tsx
 * const { user, signIn } = useAuth()
 * return <Show when={user()} fallback={<button onClick={signIn}>Sign in</button>}>{(who) => who().name}</Show>
 * ```
 *
 * @throws {TypeError} without an `AuthProvider` above
 */
export function useAuth(): UseAuth {
  return toAccessors(useProvided('useAuth'))
}

/**
 * For a component that is for signed-in users: `useAuth`, and from when it is on the page a sign-in if nobody is there. When
 * nobody may be asked, as after a sign-out until the user acts, the router goes to `signedOut`. What a router preloads is not
 * on the page. Why a sign-in failed, and that nobody is there, `state` tells.
 *
 * ```tsx
 * const { user, state } = useRequireUser(useNavigate(), { signedOut: '/' })
 * return <Show when={user()} fallback={<p role="alert">{state().error?.message}</p>}>{props.children}</Show>
 * ```
 *
 * @throws {TypeError} without an `AuthProvider` above
 */
export function useRequireUser(navigate: Navigate, options: GuardOptions<AppAuth> = {}): UseAuth {
  const auth = useProvided('useRequireUser')
  // Which APIs it has, the type of the client says.
  afterMount(() => askForUser(auth, options as GuardOptions, (to) => navigate(to, { replace: true })))
  return toAccessors(auth)
}

function useProvided(caller: string): Client {
  const auth = useContext(Context)
  if (!auth) throw missing(caller, '<AuthProvider auth={auth}> above this component')
  return auth
}

function toAccessors(auth: Client): UseAuth {
  const { subscribe, signIn, signOut, fetch } = auth
  // Each component for itself, as a part of a server's page may be put into place late.
  const [state, setState] = createSignal<AuthState<unknown>>(isOfServer() ? PENDING : auth.state)
  afterMount(() => subscribe((next) => void setState(() => next)))
  const told = { status: () => state().status, user: () => state().user, state, signIn, signOut, fetch }
  // The client is the one whose type was registered.
  return told as unknown as UseAuth
}

/** Whether Solid is rendering for a server, or is about to take over what one rendered. */
function isOfServer(): boolean {
  // Of Solid 1 and of Solid 2.
  const { context, hydrating } = sharedConfig as { readonly context?: unknown; readonly hydrating?: boolean }
  return !!(context || hydrating)
}

/** Begins something in a browser when what is rendered there is in place, and ends it with the component. */
function afterMount(begin: () => () => void): void {
  // Solid 1 calls the first function with what is given second, and Solid 2 the second one after the first.
  createEffect((first?: typeof begin) => {
    if (first) onCleanup(first())
    return undefined
  }, begin)
}
