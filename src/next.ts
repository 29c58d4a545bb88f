/**
 * latchkey for Next.js 15 and 16: what comes back from the provider lands on a page that a server has rendered, and only the
 * router can lead on from there; and a guard for what is for signed-in users. It goes with `latchkey/react`, and knows the
 * client's type by the `Register` of that.
 *
 * ```ts
 * // auth.ts
 * export const wayBack = createWayBack()
 * export const auth = createAuth({ issuer, clientId, onReturn: wayBack.onReturn })
 * // instrumentation-client.ts: before everything else that the page runs
 * import './auth'
 * // providers.tsx, a client component
 * useWayBack(wayBack, useRouter())
 * ```
 *
 * @module
 */
import type { GuardOptions } from './bindings/guarded-user.js'
import type { RegisteredAuth } from './bindings/registered-auth.js'
import { useRequiredUser } from './bindings/use-required-user.js'
import type { Router } from './bindings/use-way-back.js'
import type { Register, UseAuth } from './react.js'

export { useWayBack } from './bindings/use-way-back.js'
export { createWayBack, type WayBack } from './bindings/way-back.js'
export type { GuardOptions, Router }

/**
 * For a layout or page that is for signed-in users: `useAuth`, and from when it is on the page a sign-in if nobody is there.
 * When nobody may be asked, as after a sign-out until the user acts, the router goes to `signedOut`. What is loaded ahead is not
 * on the page. Why a sign-in failed, and that nobody is there, `state` tells.
 *
 * ```tsx
 * const { user, state } = useRequireUser(useRouter(), { signedOut: '/' })
 * return user ? children : <p role="alert">{state.error?.message}</p>
 * ```
 *
 * @throws {TypeError} without an `AuthProvider` above
 */
export const useRequireUser: (router: Router, options?: GuardOptions<RegisteredAuth<Register>>) => UseAuth =
  // The client is the one whose type was registered.
  useRequiredUser as (...given: Parameters<typeof useRequiredUser>) => UseAuth
