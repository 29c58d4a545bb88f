// Never run: `tsc` is the test. What must not compile stands under an `@ts-expect-error`, which fails when it compiles.
import {
  type Auth,
  type AuthEventListener,
  type Challenge,
  createAuth,
  type RefusedResponse,
  type User,
} from 'latchkey'
import { check, type Equal } from './equal.js'

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: {
    calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] },
    contacts: { url: ['/contacts/', 'https://contacts.example.com/'], incrementalScopes: ['all'], anonymous: true },
  },
})

/** The names of `apis` are inferred, and are the keys of `scopes`. */
export function apiNames(): void {
  const { state } = auth
  if (state.status !== 'signed-in') return
  check<Equal<keyof typeof state.scopes, 'calendar' | 'contacts'>>()
  check<Equal<typeof state.scopes.calendar, readonly string[] | undefined>>()
  // @ts-expect-error: an API that was not declared
  state.scopes.calender
}

/** `user` exists in one state alone, and has the standard claims under their names. */
export function user(): string | undefined {
  const { state } = auth
  if (state.status === 'pending') check<Equal<typeof state.user, undefined>>()
  if (state.status === 'signed-out') check<Equal<typeof state.user, undefined>>()
  if (state.status !== 'signed-in') return undefined
  check<Equal<typeof state.user, User>>()
  check<Equal<typeof state.user.sub, string>>()
  check<Equal<typeof state.user.email_verified, boolean | undefined>>()
  // @ts-expect-error: a claim that no standard names; `profile` types it
  state.user.department
  // @ts-expect-error: the user is frozen
  state.user.sub = 'other'
  return state.user.name
}

/** `profile` types the user, in the state and out of `requireUser`. */
export async function profile(): Promise<string> {
  interface Employee {
    readonly sub: string
    readonly department: string
  }
  const schema = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const staff = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile: schema })
  check<Equal<Awaited<ReturnType<typeof staff.requireUser>>, Employee>>()
  return staff.state.user?.department ?? (await staff.requireUser()).department
}

/** Without `apis` there are no names to misspell. */
export function noApis(): void {
  const plain = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  check<Equal<Awaited<ReturnType<typeof plain.requireUser>>, User>>()
  // @ts-expect-error: no API was declared
  plain.state.scopes?.calendar
}

/** What is misspelt does not compile, at the top and inside an API. */
export function misspelt(): void {
  // @ts-expect-error: clientID for clientId
  createAuth({ issuer: 'https://id.example.com', clientID: 'todo-spa' })
  // @ts-expect-error: an option that does not exist
  createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', clientSecret: 'no' })
  createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    // @ts-expect-error: scope for scopes
    apis: { calendar: { url: '/calendar/', scope: ['events.read'] } },
  })
  createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    // @ts-expect-error: incrementalScope for incrementalScopes
    apis: { calendar: { url: '/calendar/', incrementalScope: ['events.admin'] } },
  })
  createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    // @ts-expect-error: an API without an address
    apis: { calendar: { scopes: ['events.read'] } },
  })
  // @ts-expect-error: a provider is required
  createAuth({ clientId: 'todo-spa' })
  // @ts-expect-error: returnto for returnTo
  auth.signIn({ returnto: '/' })
}

/** Every member can be handed on, and takes the event of a click for nothing. */
export function handedOn(button: HTMLButtonElement): typeof fetch {
  button.onclick = auth.signIn
  button.addEventListener('click', auth.signOut)
  const { subscribe, requireUser, fetch } = auth
  check<Equal<ReturnType<typeof subscribe>, () => void>>()
  check<Equal<ReturnType<typeof auth.signIn>, Promise<never>>>()
  check<Equal<ReturnType<typeof auth.signOut>, Promise<void>>>()
  void requireUser({ redirect: false })
  return fetch
}

/** An `Auth` of particular names is one that code for any names can take. */
export function anyAuth(): Auth<User, string> {
  return auth
}

/** The APIs that a sign-in asks for, and a route requires, are among those that were declared. */
export function declaredNames(): void {
  auth.signIn({ apis: ['calendar'] })
  auth.signIn({ mode: 'popup', apis: ['calendar', 'contacts'] })
  auth.requireUser({ apis: ['contacts'] })
  // @ts-expect-error: an API that was not declared
  auth.signIn({ apis: ['calender'] })
  // @ts-expect-error: an API that was not declared
  auth.signIn({ mode: 'popup', apis: ['calender'] })
  // @ts-expect-error: an API that was not declared
  auth.requireUser({ apis: ['calender'] })
}

/** Code for any client takes each, and names APIs as it likes. */
export function anyNames(any: Auth): void {
  any.signIn({ apis: ['calendar'] })
  anyNames(auth)
  const plain: Auth = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  anyNames(plain)
}

/** Whether it is OpenID is known late. */
export function undecided(openid: boolean): Auth {
  return createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', openid })
}

/** What a caller needs to name has a name. */
export function named(response: RefusedResponse, listener: AuthEventListener<'renewal'>): Challenge | undefined {
  auth.on('renewal', listener)()
  return auth.challengeOf(response)
}

/** What is deliberately absent. */
export function absent(): void {
  // @ts-expect-error: the raw ID token is in no public API
  auth.idToken
  // @ts-expect-error: the app gets fetch, not a string
  auth.accessToken
  // @ts-expect-error: the app gets fetch, not a string
  auth.getAccessToken
  // @ts-expect-error: `state.status` says it
  auth.isAuthenticated
  // @ts-expect-error: `state.status` says it
  auth.isLoading
  // @ts-expect-error: the core handles the return by itself
  auth.handleCallback
  // @ts-expect-error: the core renews by itself
  auth.renew
}

/** With `openid: false` there is no user, and no way to ask who it is: delegated access is not a login. */
export function delegated(): void {
  const access = createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    openid: false,
    apis: { calendar: { url: 'https://calendar.example.com/v1/' } },
  })
  const { state } = access
  check<Equal<typeof state.user, undefined>>()
  check<Equal<typeof state.status, 'pending' | 'signed-out' | 'authorized'>>()
  if (state.status === 'authorized') check<Equal<keyof typeof state.scopes, 'calendar'>>()
  // @ts-expect-error: nobody is signed in
  if (state.status === 'signed-in') return
  // @ts-expect-error: there is nobody to ask about
  access.userInfo()
}
