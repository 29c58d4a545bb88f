import type { AuthError, ErrorCode } from '../domain/errors.js'
import type { Platform } from '../platform/platform.js'
import type { Wire } from '../protocol/wire.js'
import type { Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import type { Emitter } from './emitter.js'
import type { Machine } from './machine.js'
import type { Presence } from './presence.js'

/** What the parts of one client share. */
export interface Context {
  readonly config: Config
  readonly seams: Seams
  readonly platform: Platform
  readonly vault: Vault
  readonly events: Emitter
  readonly machine: Machine
  readonly presence: Presence
  readonly wire: Wire
  /** Tells the other tabs to look again. */
  readonly tellTabs: () => void
  /** Loads what speaks the protocol. Rejects with `protocol-unavailable` when it cannot be loaded. */
  readonly flows: () => Promise<typeof import('./flows.js')>
  /** Tells a developer, once per code, what an error means and what to set. */
  readonly explain: (error: AuthError) => void
  /** Reports something a developer should know. */
  readonly warn: (code: ErrorCode | 'no-refresh-token' | 'callback-reappeared' | 'revocation-failed') => void
}
