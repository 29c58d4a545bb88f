/**
 * latchkey for React Router 7 and 8, where routes have loaders or middleware.
 *
 * @module
 */
import { type LoaderFunctionArgs, type RouterContext, type RouterContextProvider, redirect } from 'react-router'
import { type GuardOptions, guardedUser } from './bindings/guarded-user.js'
import type { AnyAuth, UserOf } from './bindings/registered-auth.js'

export type { GuardOptions }

/** What the functions of a route are called with, as far as a guard needs it. */
type Args = Pick<LoaderFunctionArgs, 'request'>

/** A guard that loads something for the user. */
export interface LoadOptions<App extends AnyAuth, Data, Own extends Args = LoaderFunctionArgs>
  extends GuardOptions<App> {
  /** What to load once there is a user. */
  readonly load: (args: Own, user: UserOf<App>) => Data
}

/** A guard that hands the user on to loaders. */
export interface MiddlewareOptions<App extends AnyAuth> extends GuardOptions<App> {
  /** Where loaders find the user: `context.get(…)` with what `createContext` of the router made. Nowhere unless set. */
  readonly user?: RouterContext<UserOf<App>> | undefined
}

/**
 * A loader for signed-in users: starts a sign-in when nobody is, and comes back to this route. Gives the user, or what `load`
 * loads for them. A navigation that is given up starts none.
 *
 * ```ts
 * { path: 'events', loader: requireUserLoader(auth, { signedOut: '/', load: () => auth.fetch(EVENTS) }) }
 * ```
 */
export function requireUserLoader<App extends AnyAuth, Data, Own extends Args = LoaderFunctionArgs>(
  auth: App,
  options: LoadOptions<NoInfer<App>, Data, Own>,
): (args: Own) => Promise<Awaited<Data>>
export function requireUserLoader<App extends AnyAuth>(
  auth: App,
  options?: GuardOptions<NoInfer<App>>,
): (args: Args) => Promise<UserOf<App>>
export function requireUserLoader<App extends AnyAuth>(
  auth: App,
  { load, ...options }: Partial<LoadOptions<App, unknown, Args>> = {},
): (args: Args) => Promise<unknown> {
  return async (args) => {
    const user = await toUser(auth, args, options)
    return load ? load(args, user) : user
  }
}

/**
 * A middleware that lets signed-in users through, and asks everybody else to sign in: for a route and all below it. Puts the user into
 * the router's `context`, where `user` says so.
 *
 * ```ts
 * { middleware: [requireUserMiddleware(auth, { signedOut: '/', user: userContext })], children: […] }
 * ```
 */
export function requireUserMiddleware<App extends AnyAuth>(
  auth: App,
  { user: key, ...options }: MiddlewareOptions<NoInfer<App>> = {},
): (args: Args & { readonly context: Pick<RouterContextProvider, 'set'> }) => Promise<void> {
  return async (args) => {
    const user = await toUser(auth, args, options)
    if (key) args.context.set(key, user)
  }
}

function toUser<App extends AnyAuth>(
  auth: App,
  { request: { url, signal } }: Args,
  { signedOut, ...required }: GuardOptions<App>,
): Promise<UserOf<App>> {
  const elsewhere = signedOut === undefined ? undefined : () => redirect(signedOut)
  return guardedUser(auth, { ...required, returnTo: toReturnTo(url), signal }, elsewhere)
}

/** Where a navigation leads. The router's request has no hash; where it loads the page that is there already, the address has it. */
function toReturnTo(url: string): string {
  const { pathname, search } = new URL(url)
  // biome-ignore lint/style/noRestrictedGlobals: nothing else knows the hash; read at a navigation, never at import
  const address = typeof location === 'object' ? location : undefined
  const isHere = address?.pathname === pathname && address.search === search
  return pathname + search + (isHere ? address.hash : '')
}
