/**
 * latchkey for TanStack Router 1 in React. It knows the client's type by the `Register` of `latchkey/react`.
 *
 * @module
 */
import { redirect } from '@tanstack/react-router'
import { type GuardOptions, guardedUser } from './bindings/guarded-user.js'
import type { GivenAuth, RegisteredAuth, UserOf } from './bindings/registered-auth.js'
import type { Register } from './react.js'

export type { GuardOptions }

/** What a `beforeLoad` is called with, as far as a guard needs it. */
export interface BeforeLoadArgs {
  /** Where the navigation leads: its `href`, and as the address bar has it, `publicHref`. */
  readonly location: { readonly href: string; readonly publicHref?: string }
  /** Whether it is run ahead of a navigation that may never come. */
  readonly preload: boolean
  /** Aborted when the navigation is given up. */
  readonly abortController: AbortController
}

/** What a guard adds to the context of its route. */
export interface UserContext {
  /** Who is signed in. */
  readonly user: UserOf<RegisteredAuth<Register>>
}

/**
 * A `beforeLoad` for signed-in users, for a route and all below it: starts a sign-in when nobody is, and comes back to where
 * the navigation led. Puts the `user` into the route's context. A preload starts none: it fails, and nothing of it is kept.
 *
 * ```ts
 * createRoute({ …, beforeLoad: requireUserBeforeLoad(auth, { signedOut: '/' }) })
 * ```
 */
// Not generic: beside a `loader` the router's types infer no context from what a generic call gives.
export function requireUserBeforeLoad(
  auth: GivenAuth<Register>,
  { signedOut, ...required }: GuardOptions<RegisteredAuth<Register>> = {},
): (args: BeforeLoadArgs) => Promise<UserContext> {
  return async ({ location: { href, publicHref = href }, preload, abortController: { signal } }) => {
    // With a base path or a rewrite, `href` is not what the address bar has.
    const options = { ...required, returnTo: publicHref, redirect: !preload, signal }
    // The router's types know the routes of the app, and this function does not.
    const elsewhere = signedOut === undefined || preload ? undefined : () => redirect({ to: signedOut as never })
    return { user: (await guardedUser(auth, options, elsewhere)) as UserContext['user'] }
  }
}
