import type { ProofKey } from '../domain/proof-key.js'
import { RECORD_VERSION, type SealContext, type SealedRow } from './unseal.js'

/** Whose vault it is. */
export interface Owner {
  readonly issuer: string
  readonly clientId: string
}

/** A renewal that was begun: its answer may have been lost when nobody finished it. By the wall clock. */
export interface Intent {
  readonly since: number
  readonly replays: number
}

/** How a session ended, kept so that nothing signs in again by itself: a tombstone. */
export type Ending = 'signed-out' | 'expired'

/** The one row per issuer and client. */
export interface VaultRow extends Partial<SealedRow> {
  readonly version: typeof RECORD_VERSION
  /** Random, never a counter: a sign-out makes a new one, and nothing that began under another may write. */
  readonly epoch: string
  readonly ended?: Ending
  readonly sessionId?: string
  readonly generation: number
  /** The key that the session's tokens are bound to: it shares the row, so that losing one is losing both. */
  readonly proofKey?: ProofKey
  readonly intent?: Intent
  /** No renewal between these, in any tab. Milliseconds since the epoch. */
  readonly pauseFrom?: number
  readonly pauseUntil?: number
  /** How many renewals failed in a row. */
  readonly failures?: number
}

/** What is left where a session ended. */
export const toTombstone = (epoch: string, ended: Ending): VaultRow => ({
  version: RECORD_VERSION,
  epoch,
  ended,
  generation: 0,
})

export function toSealContext({ issuer, clientId }: Owner, sessionId: string, generation: number): SealContext {
  return [issuer, clientId, sessionId, generation]
}

/** The row in a stored value, or `undefined` when it is not one of this version. */
export function toRow(value: unknown): VaultRow | undefined {
  // Epoch and generation are compared, never trusted; key, data and context prove themselves when the seal opens.
  const row = value as Partial<VaultRow> | undefined | null
  return row?.version === RECORD_VERSION && typeof row.epoch === 'string' ? (row as VaultRow) : undefined
}
