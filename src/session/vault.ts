import type { Held } from '../domain/session.js'
import type { Platform, Store } from '../platform/platform.js'
import { fromRecord, isObject, RECORD_VERSION } from './record.js'
import { open, type SealContext, type SealedRow } from './seal.js'

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
  readonly intent?: Intent
  /** No renewal before this, in any tab. Milliseconds since the epoch. */
  readonly pauseUntil?: number
  /** How many renewals failed in a row. */
  readonly failures?: number
}

/** What the vault holds at one moment. */
export interface Contents {
  readonly row: VaultRow | undefined
  readonly held: Held | undefined
  /** Whether there is a session that could not be read. */
  readonly isUnreadable?: boolean
}

/** The sealed session of one issuer and client. Writing one is `commit.ts`, loaded with the protocol. */
export interface Vault {
  readonly owner: Owner
  readonly key: string
  readonly store: Store
  load(): Promise<Contents>
  /** Puts a new epoch and no session, so that nothing under way can write one. Takes no lock. */
  end(ending: Ending): Promise<void>
}

export function toSealContext({ issuer, clientId }: Owner, sessionId: string, generation: number): SealContext {
  return [issuer, clientId, sessionId, generation]
}

export function openVault(platform: Platform, owner: Owner, lifetimeSeconds: number): Vault {
  const key = JSON.stringify(['session', owner.issuer, owner.clientId])
  const vault: Vault = {
    owner,
    key,
    store: platform.store,
    async load() {
      const row = toRow(await vault.store.read(key))
      if (!row?.sessionId) return { row, held: undefined }
      const { epoch, sessionId: id, generation } = row
      const session = await open(platform, row, toSealContext(owner, id, generation), (text) =>
        fromRecord(text, owner.issuer, platform.now()),
      )
      if (!session) return { row, held: undefined, isUnreadable: true }
      const isTooOld = platform.now().wall - session.signedInAt >= lifetimeSeconds * 1000
      return isTooOld
        ? { row: { ...row, ended: 'expired' }, held: undefined }
        : { row, held: { epoch, id, generation, session } }
    },
    end: (ended) =>
      vault.store.change(key, () => ({
        row: { version: RECORD_VERSION, epoch: platform.random(16), ended, generation: 0 } satisfies VaultRow,
        result: undefined,
      })),
  }
  return vault
}

/** The row in a stored value, or `undefined` when it is not one of this version. */
export function toRow(value: unknown): VaultRow | undefined {
  // Epoch and generation are compared, never trusted; key, data and context prove themselves when the seal opens.
  return isObject(value) && value['version'] === RECORD_VERSION && typeof value['epoch'] === 'string'
    ? (value as unknown as VaultRow)
    : undefined
}
