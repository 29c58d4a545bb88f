// Never run: `tsc` is the test; of Vue 3.5 and Vue Router 5 here, of Vue 3.4 and Vue Router 4 in vue-3.4/. No type is
// registered: see registered/.
import { type AnyAuthError, type AuthState, createAuth, type User } from 'latchkey'
import { authPlugin, type SignedInGuard, signedInGuard, type UseAuthReturn, useAuth } from 'latchkey/vue'
import { type App, type ComputedRef, createApp, type ShallowUnwrapRef } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { check, type Equal } from './equal.js'

const plain = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: '/calendar/' }, contacts: { url: '/contacts/' } },
})

export function useBadge(): string {
  const { status, user, state, signIn, signOut, fetch } = useAuth()
  check<Equal<typeof status, ComputedRef<'pending' | 'signed-out' | 'signed-in'>>>()
  check<Equal<typeof user, ComputedRef<User | undefined>>>()
  check<Equal<typeof state, ComputedRef<AuthState<User>>>>()
  check<Equal<typeof state.value.error, AnyAuthError | undefined>>()
  document.body.onclick = status.value === 'signed-in' ? signOut : signIn
  void fetch('/')
  if (state.value.status === 'signed-in') return state.value.scopes['calendar']?.join(' ') ?? ''
  return user.value?.name ?? 'nobody'
}

/** As a template has it. */
export function inTemplate({ user, signIn }: ShallowUnwrapRef<UseAuthReturn>, event: MouseEvent): string {
  void signIn(event)
  return user ? `${user.name}` : 'nobody'
}

/** The client of any APIs will do. */
export const apps: readonly App[] = [createApp({}).use(authPlugin(auth)), createApp({}).use(authPlugin(plain))]

const routes: readonly RouteRecordRaw[] = [
  { path: '/', component: {} },
  { path: '/private', component: {}, meta: { signedIn: true } },
  // @ts-expect-error: a route is for signed-in users or is not
  { path: '/wrong', component: {}, meta: { signedIn: 'yes' } },
]

export function toRouter(): Router {
  const router = createRouter({ history: createWebHistory(), routes })
  router.beforeEach(signedInGuard(auth))
  router.beforeEach(signedInGuard(auth, { signedOut: '/', apis: ['calendar'], maxAge: 60 }))
  router.beforeResolve(signedInGuard(plain, { signedOut: { name: 'home', query: { why: 'out' } } }))
  check<Equal<(typeof router.currentRoute.value.meta)['signedIn'], boolean | undefined>>()
  return router
}

/** A guard is a route middleware of Nuxt, too: it takes no `next`. */
export const middleware: (to: Router['currentRoute']['value'], from: unknown) => unknown = signedInGuard(auth)

/** With a provider that identifies nobody. */
export const forOAuth: SignedInGuard = signedInGuard(
  createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', openid: false }),
)

/** What is wrong does not compile. */
export function useWrong(): unknown {
  const { state, status, user } = useAuth()
  // @ts-expect-error: the client is missing
  authPlugin()
  // @ts-expect-error: the options are no client
  authPlugin({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: the state is the client's
  status.value = 'signed-in'
  // @ts-expect-error: the state is the client's
  state.value = { status: 'pending' }
  // @ts-expect-error: no member of a route
  signedInGuard(auth, { signedOut: { nme: 'home' } })
  // @ts-expect-error: `status` says it
  useAuth().isLoading
  // @ts-expect-error: the rest is the client's, which every module can import
  useAuth().requireUser
  // @ts-expect-error: there may be nobody
  return user.value.name
}

/** Of a client whose users have another type the door must be told: `Register`. The guard needs no type. */
export function useUnregistered(): unknown {
  interface Employee {
    readonly department: string
  }
  const profile = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const staff = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile })
  // @ts-expect-error: an employee is no user of the standard claims
  authPlugin(staff)
  return signedInGuard(staff)
}
