// Never run: `tsc` is the test; of the newest Svelte here, of 5.7 in svelte-5.7/. No type is registered: see registered/.
import { type AnyAuthError, type Auth, type AuthState, createAuth, type SignedOutReason, type User } from 'latchkey'
import { getAuth, requireUser, requireUserLoad, setAuth } from 'latchkey/svelte'
import { check, type Equal } from './equal.js'

declare const auth: Auth
declare const button: { onclick: (event: MouseEvent) => unknown }

/** `status` tells what `user` is. */
export function badge(): string | undefined {
  const session = getAuth()
  check<Equal<typeof session.status, 'pending' | 'signed-out' | 'signed-in'>>()
  check<Equal<typeof session.user, User | undefined>>()
  check<Equal<typeof session.state, AuthState<User>>>()
  button.onclick = session.signIn
  if (session.status !== 'signed-in') return
  check<Equal<typeof session.user, User>>()
  void session.fetch('/')
  button.onclick = session.signOut
  return session.user.name
}

/** What is not asked for often is in `state`, and `status` narrows that, too. */
export function why(): string | undefined {
  const { state } = getAuth()
  check<Equal<typeof state.error, AnyAuthError | undefined>>()
  if (state.status === 'signed-in') return state.scopes['calendar']?.join(' ')
  if (state.status === 'signed-out') check<Equal<typeof state.reason, SignedOutReason>>()
  return state.error?.message
}

/** The client of any APIs will do, and a function that gives one. */
export function layout(): void {
  const calendar = createAuth({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    apis: { calendar: { url: '/calendar/' }, contacts: { url: '/contacts/' } },
  })
  check<Equal<ReturnType<typeof setAuth>, ReturnType<typeof getAuth>>>()
  setAuth(createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' }))
  setAuth(calendar)
  setAuth(() => calendar)
}

/** `goto` and `invalidate` as SvelteKit 3 and 2 declare them. */
export function kit(): void {
  type Goto3 = (
    url: string | URL,
    options?: { replace?: boolean; reset?: boolean; state?: object; replaceState?: boolean },
  ) => Promise<void>
  type Goto2 = (
    url: string | URL,
    options?: { replaceState?: boolean; noScroll?: boolean; keepFocus?: boolean },
  ) => Promise<void>
  const goto3 = (() => Promise.resolve()) as Goto3
  const goto2 = (() => Promise.resolve()) as Goto2
  const invalidate = (_: string | URL | ((url: URL) => boolean)) => Promise.resolve()
  setAuth(auth, { goto: goto3, invalidate })
  setAuth(auth, { goto: (to) => goto2(to, { replaceState: true }), invalidate })
  // @ts-expect-error: its option has another name, and history would have the page twice
  setAuth(auth, { goto: goto2, invalidate })
}

export function guard(): void {
  check<Equal<ReturnType<typeof requireUser>, ReturnType<typeof getAuth>>>()
  requireUser({ signedOut: '/', apis: ['calendar'], maxAge: 600, acrValues: 'gold' })
  // @ts-expect-error: it always asks; what does not is `requireUserLoad`
  requireUser({ redirect: false })
}

/** A `load` gives the user, or the user and what was loaded for them, or nobody. */
export async function load(): Promise<string> {
  const event = { depends: (..._: `${string}:${string}`[]) => {}, url: new URL('https://todo.example.com') }
  const plain = requireUserLoad(auth)
  check<Equal<Awaited<ReturnType<typeof plain>>, { user: User | undefined }>>()
  const events = requireUserLoad(auth, {
    maxAge: 600,
    load: async ({ url }: typeof event, user) => ({ title: `${user.name} ${url.hash}`, events: [1] }),
  })
  const data = await events(event)
  // @ts-expect-error: there may be nobody
  data.title
  return data.user ? `${data.user.sub} ${data.title} ${data.events.length}` : 'nobody'
}

/** What is wrong does not compile. */
export function wrong(): void {
  // @ts-expect-error: the client is missing
  setAuth()
  // @ts-expect-error: the options are no client
  setAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
  // @ts-expect-error: there is no token
  getAuth().accessToken
  // @ts-expect-error: `status` says it
  getAuth().isLoading
  // @ts-expect-error: the rest is the client's, which every module can import
  getAuth().requireUser
  // @ts-expect-error: there may be nobody
  getAuth().user.name
  // @ts-expect-error: it follows the client
  getAuth().status = 'pending'
}

/** Of a client whose users have another type the door must be told: `Register`. A `load` is given the client itself. */
export async function unregistered(): Promise<void> {
  interface Employee {
    readonly department: string
  }
  const profile = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: value as Employee }) },
  } as const
  const staff = createAuth({ issuer: 'https://id.example.com', clientId: 'staff', profile })
  const { user } = await requireUserLoad(staff)({ depends: () => {} })
  check<Equal<typeof user, Employee | undefined>>()
  // @ts-expect-error: an employee is no user of the standard claims
  setAuth(staff)
}
