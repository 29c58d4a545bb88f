import { type Held, hasIdentity } from '../domain/session.js'
import type { Platform, Store } from '../platform/platform.js'
import { fromRecord } from './record.js'
import { type Ending, type Owner, toRow, toSealContext, type VaultRow } from './row.js'
import { RECORD_VERSION, unseal } from './unseal.js'

/** What the vault holds at one moment. */
export interface Contents {
  readonly row?: VaultRow | undefined
  readonly held?: Held | undefined
  /** Whether there is a session that could not be read. */
  readonly isUnreadable?: boolean
}

/** The sealed session of one issuer and client. Writing one is `commit.ts`, loaded with the protocol. */
export interface Vault {
  readonly owner: Owner
  readonly key: string
  /** Where the session is kept. */
  readonly store: Store
  /** What all tabs of the origin share, whose the session ever is: attempts. */
  readonly shared: Store
  load(): Promise<Contents>
  /** Puts a new epoch and no session, so that nothing under way can write one. Takes no lock. Of one session alone when given. */
  end(ending: Ending, sessionId?: string): Promise<void>
}

interface VaultOptions {
  readonly store: Store
  readonly sessionLifetimeSeconds: number
  /** Whether the tokens of a session must be bound to a key. */
  readonly dpop?: boolean | undefined
  /** Whether a session must say whose it is. */
  readonly openid?: boolean | undefined
}

/** Opens the vault of an owner. The store is the platform's unless the session belongs to a tab or page alone. */
export function openVault(
  platform: Platform,
  owner: Owner,
  { store, sessionLifetimeSeconds, dpop, openid = true }: VaultOptions,
): Vault {
  const key = JSON.stringify(['session', owner.issuer, owner.clientId])
  const vault: Vault = {
    owner,
    key,
    store,
    shared: platform.store,
    async load() {
      const value = await vault.store.read(key)
      const row = toRow(value)
      if (!row?.sessionId) return { row, isUnreadable: !row && value !== undefined }
      const { epoch, sessionId: id, generation } = row
      const session = await unseal(platform, row, toSealContext(owner, id, generation), (text) =>
        fromRecord(text, { issuer: owner.issuer, proofKey: row.proofKey, moment: platform.now() }),
      )
      // Tokens that are bound where they must not be, or not bound where they must, are not used: no downgrade.
      // And what identifies nobody is no sign-in.
      const isOfKind = session && !session.proofKey === !dpop && hasIdentity(session) === openid
      if (!isOfKind) return { row, isUnreadable: true }
      const isTooOld = platform.now().wall - session.signedInAt >= sessionLifetimeSeconds * 1000
      if (!isTooOld) return { row, held: { epoch, id, generation, session } }
      // The epoch stays: a sign-in that is under way in another tab is wanted, and a renewal finds no session to replace.
      const tombstone: VaultRow = { version: RECORD_VERSION, epoch, ended: 'expired', generation: 0 }
      const wipe = (found: unknown) => ({ row: toRow(found)?.sessionId === id ? tombstone : found, result: undefined })
      // A store that fails meanwhile is tried again by the next load.
      await vault.store.change(key, wipe).catch(() => undefined)
      return { row: tombstone }
    },
    end: (ended, sessionId) => {
      const row: VaultRow = { version: RECORD_VERSION, epoch: platform.random(16), ended, generation: 0 }
      return vault.store.change(key, (current) => ({
        ...((!sessionId || toRow(current)?.sessionId === sessionId) && { row }),
        result: undefined,
      }))
    },
  }
  return vault
}
