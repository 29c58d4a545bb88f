import type { Held } from '../domain/session.js'
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

/** Opens the vault of an owner. The store is the platform's unless the session belongs to a tab or page alone. */
export function openVault(
  platform: Platform,
  owner: Owner,
  { store, sessionLifetimeSeconds }: { readonly store: Store; readonly sessionLifetimeSeconds: number },
): Vault {
  const key = JSON.stringify(['session', owner.issuer, owner.clientId])
  const vault: Vault = {
    owner,
    key,
    store,
    shared: platform.store,
    async load() {
      const row = toRow(await vault.store.read(key))
      if (!row?.sessionId) return { row }
      const { epoch, sessionId: id, generation } = row
      const session = await unseal(platform, row, toSealContext(owner, id, generation), (text) =>
        fromRecord(text, owner.issuer, platform.now()),
      )
      if (!session) return { row, isUnreadable: true }
      const isTooOld = platform.now().wall - session.signedInAt >= sessionLifetimeSeconds * 1000
      // What nobody may read any more is not kept either.
      if (isTooOld) await vault.end('expired', id)
      return isTooOld ? { row: { ...row, ended: 'expired' } } : { row, held: { epoch, id, generation, session } }
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
