/**
 * latchkey for Svelte 5.7 and later, and for SvelteKit: the client in a context, its state where runes follow it.
 *
 * @module
 */
import { getContext, onMount, setContext } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'
import { askForUser } from './bindings/ask-for-user.js'
import { missing } from './bindings/missing.js'
import { PENDING } from './bindings/pending.js'
import type { AnyAuth, GivenAuth, RegisteredAuth, RequirementsOf, Told, UserOf } from './bindings/registered-auth.js'
import type { AuthState } from './index.js'

/**
 * Where an app tells the type of its client once, so that components know its users and APIs:
 *
 * ```ts
 * declare module 'latchkey/svelte' {
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

/**
 * What `setAuth` and `getAuth` give: `status` tells whether there is a `user`; `state` has the rest (`reason`, `error`,
 * `scopes`). Follows the state where it is read as a member: taken apart, it is what it was then.
 */
export type SvelteAuth = Told<AppAuth['state']> & Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>

/** What an app of SvelteKit gives of `$app/navigation`. */
export interface KitNavigation {
  /**
   * Shows the right page when a sign-in comes back onto a page that was rendered for another route (a prerendered one), and is
   * needed for `signedOut`. It is asked to `replace` the address. In SvelteKit 2, where the option has another name, `(to) => goto(to, { replaceState: true })`.
   */
  readonly goto?: ((to: string, options: { readonly replace: true }) => unknown) | undefined
  /** Has what `requireUserLoad` loaded loaded again when the user is another, or gone. */
  readonly invalidate?: ((resource: string) => unknown) | undefined
}

/** What a user must have, in addition to being there. */
export type Requirements<App extends AnyAuth = AppAuth> = RequirementsOf<App>

/** What `requireUser` requires, and where it sends whom it must not ask. */
export interface GuardOptions extends Requirements {
  /**
   * Where to go when nobody is signed in and nobody may be asked, as after a sign-out until the user acts; by the `goto` that
   * `setAuth` was given. Unless set the component stays, and `status` is `'signed-out'`.
   */
  readonly signedOut?: string | undefined
}

/** What a `load` of SvelteKit is called with, as far as a guard needs it. */
export interface LoadArgs {
  /** Names what the answer depends on, so that `invalidate` has it loaded again. */
  readonly depends: (...resources: `${string}:${string}`[]) => void
}

/** A `load` that loads something for the user. */
export interface LoadOptions<App extends AnyAuth, Data extends object, Own extends LoadArgs> extends Requirements<App> {
  /** What to load once there is a user; beside `user` in what the page is given. */
  readonly load: (event: Own, user: UserOf<App>) => Data | Promise<Data>
}

/** What is used of a client, whatever its type. */
interface Client extends Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'> {
  readonly state: AuthState<unknown>
  readonly ready: Promise<unknown>
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
  readonly on: (type: 'navigation', listener: (event: { readonly to: string }) => void) => () => void
  readonly requireUser: (options: object) => Promise<unknown>
}

interface Provided {
  readonly toAuth: () => Client
  readonly session: SvelteAuth
  readonly goto: KitNavigation['goto']
}

const KEY = Symbol('latchkey')

/** What `load` depends on: who is signed in. */
const USER = 'latchkey:user'

/**
 * Gives the component, and those below it, the client: once, where the app begins. A function gives another client whenever
 * what it reads is another. On a server, and until the component is on the page, the status is `'pending'`.
 *
 * ```svelte
 * <script lang="ts">
 *   const session = setAuth(auth)
 * </script>
 * {#if session.user}<button onclick={session.signOut}>{session.user.name}</button>{/if}
 * ```
 */
export function setAuth(
  auth: GivenAuth<Register> | (() => GivenAuth<Register>),
  { goto, invalidate }: KitNavigation = {},
): SvelteAuth {
  // The members that are used are the same in every type of client.
  const toAuth = (typeof auth === 'function' ? auth : () => auth) as unknown as () => Client
  const { session, mounted } = toSession(toAuth)
  onMount(() => {
    mounted()
    const stopReturn = goto && followReturn(toAuth(), goto)
    const stopUser = invalidate && followUser(toAuth(), () => invalidate(USER))
    return () => {
      stopReturn?.()
      stopUser?.()
    }
  })
  return setContext<Provided>(KEY, { toAuth, session, goto }).session
}

/**
 * What `setAuth` gave, in a component below it.
 *
 * @throws {TypeError} without a `setAuth` above
 */
export function getAuth(): SvelteAuth {
  return getProvided('getAuth').session
}

/**
 * For a layout or page that is for signed-in users: `getAuth`, and from when it is on the page a sign-in if nobody is there. What a
 * preload loads is not on the page. Which sign-in failed, and that nobody is there, `state` tells.
 *
 * ```svelte
 * <script lang="ts">
 *   const session = requireUser({ signedOut: '/' })
 * </script>
 * {#if session.user}{@render children()}{/if}
 * ```
 *
 * @throws {TypeError} without a `setAuth` above; with `signedOut` and no `goto` there
 */
export function requireUser(options: GuardOptions = {}): SvelteAuth {
  const { toAuth, session, goto } = getProvided('requireUser')
  if (options.signedOut !== undefined && !goto)
    throw missing('requireUser', 'goto in setAuth(auth, { goto }), which signedOut needs')
  onMount(() => askForUser(toAuth(), options, (to) => goto?.(to, { replace: true })))
  return session
}

/**
 * A `load` of SvelteKit for signed-in users: gives the `user`, and what `load` loads for them, or no user. It never leaves the
 * page: SvelteKit runs it for a link that the pointer is over, too. Who is to sign in is asked by `requireUser`.
 *
 * ```ts
 * export const load = requireUserLoad(auth, { load: async () => ({ events: await loadEvents() }) })
 * ```
 */
export function requireUserLoad<App extends AnyAuth, Data extends object, Own extends LoadArgs = LoadArgs>(
  auth: App,
  options: LoadOptions<NoInfer<App>, Data, Own>,
): (event: Own) => Promise<({ user: UserOf<App> } & Data) | { user: undefined }>
export function requireUserLoad<App extends AnyAuth>(
  auth: App,
  options?: Requirements<NoInfer<App>>,
): (event: LoadArgs) => Promise<{ user: UserOf<App> | undefined }>
export function requireUserLoad<App extends AnyAuth>(
  auth: App,
  { load, ...required }: Partial<LoadOptions<App, object, LoadArgs>> = {},
): (event: LoadArgs) => Promise<{ user: UserOf<App> | undefined }> {
  return async (event) => {
    event.depends(USER)
    const user = await (auth as unknown as Client)
      .requireUser({ ...required, redirect: false })
      .catch((error: unknown) => {
        if (error instanceof TypeError) throw error
        // A server has no user, and who is to sign in is asked when the page is there.
      })
    // Which user it is, the type of the client says.
    return { user: user as UserOf<App> | undefined, ...(user && load ? await load(event, user as UserOf<App>) : {}) }
  }
}

function getProvided(caller: string): Provided {
  const provided = getContext<Provided | undefined>(KEY)
  if (!provided) throw missing(caller, 'setAuth(auth) in a component above this one')
  return provided
}

/** The state as runes follow it: pending until `mounted` was called. */
function toSession(toAuth: () => Client): { readonly session: SvelteAuth; readonly mounted: () => void } {
  let isMounted = false
  let followed: Client | undefined
  let follow: (() => void) | undefined
  let tell: (() => void) | undefined
  const toState = () => {
    const auth = toAuth()
    if (!follow || auth !== followed) {
      followed = auth
      // One subscription for all that read, as long as something on the page does.
      follow = createSubscriber((update) => {
        tell = update
        let before = auth.state
        return auth.subscribe((state) => {
          if (state !== before) update()
          before = state
        })
      })
    }
    follow()
    return isMounted ? auth.state : PENDING
  }
  const session = {
    get state() {
      return toState()
    },
    get status() {
      return toState().status
    },
    get user() {
      return toState().user
    },
    get signIn() {
      return toAuth().signIn
    },
    get signOut() {
      return toAuth().signOut
    },
    get fetch() {
      return toAuth().fetch
    },
  }
  const mounted = () => {
    isMounted = true
    tell?.()
  }
  // The client is the one whose type was registered.
  return { session: session as unknown as SvelteAuth, mounted }
}

/**
 * Goes to where a sign-in came back to: the address has it, and a page that was rendered for another route does not look. At
 * once, for the sign-in may take its time, and again in case the address was not known before its end.
 */
function followReturn({ on, ready }: Client, goto: NonNullable<KitNavigation['goto']>): () => void {
  let shown = ''
  let isGone = false
  const follow = () => {
    // biome-ignore lint/style/noRestrictedGlobals: the address is what there is to show; read in an effect, never at import
    const { href } = location
    if (isGone || href === shown) return
    shown = href
    goto(href, { replace: true })
  }
  // Told to a late listener, too.
  const stop = on('navigation', ({ to }) => {
    if (to !== 'return') return
    follow()
    void ready.then(follow)
  })
  return () => {
    isGone = true
    stop()
  }
}

/** Calls back when the user is another than before, or gone. */
function followUser({ subscribe }: Client, changed: () => unknown): () => void {
  let before: AuthState<unknown> | undefined
  return subscribe((state) => {
    if (state.status === 'pending') return
    if (before && before.user !== state.user) changed()
    before = state
  })
}
