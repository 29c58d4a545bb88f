/**
 * latchkey for Vue 3.4 and later: the client as a plugin, its state as refs, and a guard for Vue Router 4 and 5.
 *
 * @module
 */
import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type InjectionKey,
  inject,
  onMounted,
  type Plugin,
  type ShallowRef,
  shallowRef,
} from 'vue'
// biome-ignore lint/suspicious/noTsIgnore: an app without a router has no such module, and its compiler reads the declarations
/** @ts-ignore: optional */
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import type { Requiring } from './bindings/guarded-user.js'
import { missing } from './bindings/missing.js'
import { isNotInBrowser } from './bindings/not-in-browser.js'
import { PENDING } from './bindings/pending.js'
import type { AnyAuth, GivenAuth, RegisteredAuth, RequirementsOf } from './bindings/registered-auth.js'
import { isSignInRequired } from './bindings/sign-in-required.js'
import type { AuthState } from './index.js'

export { createWayBack, type WayBack } from './bindings/way-back.js'

/**
 * Where an app tells the type of its client once, so that `useAuth` knows its users and APIs:
 *
 * ```ts
 * declare module 'latchkey/vue' {
 *   interface Register {
 *     auth: typeof auth
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: the app gives it its member
export interface Register {}

// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore: optional */
declare module 'vue-router' {
  interface RouteMeta {
    /** Whether the route, and those below it, are for signed-in users: for `signedInGuard` of `latchkey/vue`. */
    signedIn?: boolean
  }
}

/** The client of the app, of the type that it has registered. */
type AppAuth = RegisteredAuth<Register>
/** Its state. */
type AppState = AppAuth['state']
/** What a component does with it. */
type Actions = Pick<AppAuth, 'signIn' | 'signOut' | 'fetch'>

/** What `useAuth` gives: `status` tells whether there is a `user`; `state` has the rest (`reason`, `error`, `scopes`). */
export type UseAuthReturn = Actions & {
  /** `'pending'` until it is known, then whether there is a user. */
  readonly status: ComputedRef<AppState['status']>
  /** The user, while there is one. */
  readonly user: ComputedRef<AppState['user']>
  /** The whole state: `reason`, `error` and `scopes`, too. */
  readonly state: ComputedRef<AppState>
}

/** What `signedInGuard` requires of a user, and where it sends whom it must not ask. */
export interface SignedInGuardOptions<App extends AnyAuth = AnyAuth> extends RequirementsOf<App> {
  /**
   * Where to go when nobody is signed in and nobody may be asked, as after a sign-out until the user acts. A route that needs no
   * user. Unless set the navigation fails with `sign-in-required` then.
   */
  readonly signedOut?: RouteLocationRaw | undefined
}

/** A guard for `router.beforeEach`, and a route middleware for Nuxt. */
export type SignedInGuard = (
  to: Pick<RouteLocationNormalized, 'fullPath' | 'meta'>,
) => Promise<boolean | RouteLocationRaw>

/** What is used of a client, whatever its type. */
interface Client extends Actions {
  readonly subscribe: (listener: (state: AuthState<unknown>) => void) => () => void
}

interface Provided extends Actions {
  readonly present: Readonly<ShallowRef<AuthState<unknown>>>
}

const KEY: InjectionKey<Provided> = /* @__PURE__ */ Symbol('latchkey')

/**
 * Gives an app the client. It listens from `mount` to `unmount`.
 *
 * ```ts
 * createApp(App).use(authPlugin(auth)).use(router).mount('#app')
 * ```
 */
export function authPlugin(auth: GivenAuth<Register>): Plugin {
  return {
    install(app) {
      // The members that are used are the same in every type of client.
      const { subscribe, signIn, signOut, fetch } = auth as unknown as Client
      const present = shallowRef<AuthState<unknown>>(PENDING)
      const { mount, unmount } = app
      let stop = () => {
        // Not mounted yet.
      }
      app.provide(KEY, { present, signIn, signOut, fetch })
      // Not here: a server installs, too, an app for each request, and would listen for good. It never mounts one.
      app.mount = (...where) => {
        stop()
        stop = subscribe((state) => {
          present.value = state
        })
        return mount(...where)
      }
      // `app.onUnmount` is of Vue 3.5.
      app.unmount = () => {
        stop()
        unmount()
      }
    },
  }
}

/**
 * The state as refs, and what to do about it; may be taken apart. On a server, and in what came from one until it is mounted, the
 * status is `'pending'`.
 *
 * ```ts
 * const { status, user, signIn, signOut } = useAuth()
 * ```
 *
 * @throws {TypeError} in an app without the plugin
 */
export function useAuth(): UseAuthReturn {
  const provided = inject(KEY, undefined)
  if (!provided) throw missing('useAuth', 'app.use(authPlugin(auth)) for this app')
  const { present, ...actions } = provided
  // Each component for itself, as an async one is put into place late. One that takes over what a server rendered has its
  // element before it is set up.
  const isPlaced = shallowRef(!getCurrentInstance()?.vnode.el)
  if (!isPlaced.value)
    onMounted(() => {
      isPlaced.value = true
    })
  const state = computed(() => (isPlaced.value ? present.value : PENDING))
  const told = { ...actions, status: computed(() => state.value.status), user: computed(() => state.value.user), state }
  // The client is the one whose type was registered.
  return told as unknown as UseAuthReturn
}

/**
 * A guard for routes with `meta: { signedIn: true }`: starts a sign-in when nobody is signed in, and comes back to where the
 * navigation led. One that is given up starts none. On a server it lets everybody through: who is there is known in the browser.
 *
 * ```ts
 * router.beforeEach(signedInGuard(auth, { signedOut: '/' }))
 * ```
 */
export function signedInGuard<App extends AnyAuth>(
  auth: App,
  { signedOut, ...required }: SignedInGuardOptions<NoInfer<App>> = {},
): SignedInGuard {
  // The members that are used are the same in every type of client.
  const { requireUser } = auth as unknown as Requiring
  let navigation = new AbortController()
  return async (to) => {
    // The router runs its guards for the next navigation as soon as the one before is given up, and tells them nothing else.
    navigation.abort()
    if (!to.meta.signedIn) return true
    navigation = new AbortController()
    const { signal } = navigation
    try {
      await requireUser({ ...required, returnTo: toAddress(to), signal })
      return true
    } catch (error) {
      if (isNotInBrowser(error)) return true
      if (signal.aborted) return false
      if (signedOut !== undefined && isSignInRequired(error)) return signedOut
      throw error
    }
  }
}

/** What the address bar has at a route: `fullPath` is without the base of the router and its `#`. */
function toAddress(to: Parameters<SignedInGuard>[0]): string {
  // Every route that a router navigates to has it; the types give it to resolved ones alone.
  const { href = to.fullPath } = to as { readonly href?: string }
  return href
}
