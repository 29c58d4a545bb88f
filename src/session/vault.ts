import type { Held } from '../domain/session.js'
import { type Platform, type Sealed, type Store, StoreError } from '../platform/platform.js'
import { fromRecord, isObject, RECORD_VERSION } from './record.js'

/** Whose vault it is. */
export interface Owner {
  readonly issuer: string
  readonly clientId: string
}

/** A renewal that was begun: its answer may have been lost when nobody finished it. Times by the wall clock. */
export interface Intent {
  readonly owner: string
  readonly since: number
  readonly replays: number
}

/** How a session ended, kept so that nothing signs in again by itself: a tombstone. */
export type Ending = 'signed-out' | 'expired'

/** The one row per issuer and client. Key and ciphertext share it, so that eviction takes both. */
export interface VaultRow {
  readonly version: typeof RECORD_VERSION
  /** Random, never a counter: a sign-out makes a new one, and nothing that began under another may write. */
  readonly epoch: string
  readonly ended?: Ending
  readonly sessionId?: string
  readonly generation: number
  readonly key?: CryptoKey
  readonly sealed?: Sealed
  readonly intent?: Intent
  /** No renewal before this, in any tab. Milliseconds since the epoch. */
  readonly pauseUntil?: number
  readonly failures?: number
}

/** What the vault holds at one moment. */
export interface Contents {
  readonly row: VaultRow | undefined
  readonly held: Held | undefined
}

/** Opens, reads and ends the sealed session of one issuer and client. Writing a session is `commit.ts`, loaded with the protocol. */
export interface Vault {
  readonly owner: Owner
  readonly key: string
  store: Store
  load(): Promise<Contents>
  /** Puts a new epoch and no session, so that nothing under way can write one. Takes no lock. */
  end(ending: Ending): Promise<void>
}

export interface VaultOptions {
  readonly sessionLifetimeSeconds: number
  readonly onUnreadable: () => void
}

export const toVaultKey = ({ issuer, clientId }: Owner): string => JSON.stringify(['session', issuer, clientId])

/** What a sealed session is bound to: moved to another row, client, session or generation, it does not open. */
export function toContext(owner: Owner, sessionId: string, generation: number): string {
  return JSON.stringify([RECORD_VERSION, owner.issuer, owner.clientId, sessionId, generation])
}

export function openVault(platform: Platform, owner: Owner, options: VaultOptions): Vault {
  const key = toVaultKey(owner)
  const vault: Vault = {
    owner,
    key,
    store: platform.store,
    async load() {
      const row = toRow(await vault.store.read(key))
      if (!row?.sessionId || !row.key || !row.sealed) return { row, held: undefined }
      const session = await openSession(platform, owner, row).catch(() => undefined)
      // Foreign, damaged or of another version: as good as absent. It is never an error at start and never a user.
      if (!session) options.onUnreadable()
      const isTooOld = session && platform.now().wall - session.signedInAt >= options.sessionLifetimeSeconds * 1000
      if (!session || isTooOld) return { row: { ...row, ...(isTooOld && { ended: 'expired' }) }, held: undefined }
      return { row, held: { epoch: row.epoch, id: row.sessionId, generation: row.generation, session } }
    },
    end: (ending) =>
      vault.store.change(key, () => ({
        row: { version: RECORD_VERSION, epoch: platform.random(16), ended: ending, generation: 0 } satisfies VaultRow,
        result: undefined,
      })),
  }
  return vault
}

async function openSession(platform: Platform, owner: Owner, row: VaultRow) {
  if (!row.key || !row.sealed || !row.sessionId) throw new StoreError('The row holds no session')
  const text = await platform.keys.open(row.key, row.sealed, toContext(owner, row.sessionId, row.generation))
  return fromRecord(text, owner.issuer, platform.now())
}

/** The row in a stored value, or `undefined` when it is not one of this version. */
export function toRow(value: unknown): VaultRow | undefined {
  const isRow =
    isObject(value) &&
    value['version'] === RECORD_VERSION &&
    typeof value['epoch'] === 'string' &&
    typeof value['generation'] === 'number'
  // The fields that matter are checked here; key, data and context prove themselves when the seal opens.
  return isRow ? (value as unknown as VaultRow) : undefined
}
