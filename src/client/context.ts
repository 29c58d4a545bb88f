import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Platform } from '../platform/platform.js'
import type { Wire } from '../protocol/wire.js'
import type { Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import type { Emitter } from './emitter.js'
import type { Presence } from './presence.js'
import type { SignIn } from './sign-in.js'

/** What the parts of one client share. */
export interface Context extends Emitter {
  readonly config: Config
  readonly seams: Seams
  readonly platform: Platform
  readonly vault: Vault
  readonly presence: Presence
  readonly wire: Wire
  /** What `dispose` runs; `undefined` from then on, and nothing that would have to be stopped begins. */
  stops: (() => void)[] | undefined
  /** Once one was asked for. */
  signIn?: SignIn
  /** Tells the other tabs to look again. */
  readonly tellTabs: () => void
  /** Loads what speaks the protocol. Rejects with `protocol-unavailable` when it cannot be loaded. */
  readonly flows: () => Promise<typeof import('./flows.js')>
  /** Tells listeners of a problem, and a developer, once per code, what it means and what to set. Gives the error back. */
  readonly report: <Problem extends AuthError | ProblemCode>(problem: Problem) => Problem
}
