/**
 * latchkey for Next.js 15 and 16: what comes back from the provider lands on a page that a server has rendered, and only the
 * router can lead on from there. It goes with `latchkey/react`.
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
export { type Router, useWayBack } from './bindings/use-way-back.js'
export { createWayBack, type WayBack } from './bindings/way-back.js'
