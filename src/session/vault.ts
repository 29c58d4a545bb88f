import { hasIdentity, type Session, type SessionEntry } from '../domain/session.js'
import type { Instant } from '../domain/time.js'
import type { Platform, Store } from '../platform/platform.js'
import { fromRecord } from './record.js'
import { unseal } from './unseal.js'
import { type Ending, type Owner, toRow, toSealContext, toTombstone, type VaultRow } from './vault-row.js'

/** What the vault holds at one moment. */
export interface Contents {
  readonly row?: VaultRow | undefined
  readonly entry?: SessionEntry | undefined
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
  /** The same, also of a session that is over and could not be taken away yet. */
  peek(): Promise<Contents>
  /** The session in a row; `undefined` when there is none, or none that can be read. */
  open(row: Partial<VaultRow>): Promise<Session | undefined>
  /** Whether there was a sign-out under this epoch, or one that nobody could write yet, of what has begun by that time. */
  isOver(epoch: string, since: number): boolean
  /**
   * Notes that an epoch is over, for every tab and whatever becomes of this page: a store that fails, or a page that is left,
   * keeps no sign-out. With its time also that of a session which this page may not know: until it is written nobody is signed in.
   */
  giveUp(epoch: string | undefined, at?: Instant): void
  /** Takes the notes away, as somebody signs in under an epoch that is not over: no row has another one. */
  forgive(): void
  /**
   * Puts a new epoch and no session, so that nothing under way can write one. Takes no lock. Of one session alone when given, and
   * under an epoch that stays when given, too.
   */
  end(ending: Ending, sessionId?: string, epoch?: string): Promise<void>
}

interface VaultOptions {
  readonly store: Store
  readonly sessionLifetimeSeconds: number
  /** Whether the tokens of a session must be bound to a key. */
  readonly dpop?: boolean | undefined
  /** Whether a session must say whose it is. */
  readonly openid?: boolean | undefined
  /** Names what is noted of this owner. */
  readonly clientHash: string
  /** Tells the other tabs to look again. */
  readonly tellTabs: () => void
}

/** More than sign-outs ever follow each other while a store fails, or a tab cannot read it. */
const NOTES_KEPT = 10

/** Opens the vault of an owner. The store is the platform's unless the session belongs to a tab or page alone. */
export function openVault(
  platform: Platform,
  owner: Owner,
  { store, sessionLifetimeSeconds, dpop, openid = true, clientHash, tellTabs }: VaultOptions,
): Vault {
  const key = JSON.stringify(['session', owner.issuer, owner.clientId])
  const name = `latchkey over ${clientHash}`
  const { page } = platform
  /** What could not be noted for all: in a worker, or where the browser keeps nothing. */
  let own = ''
  // Epochs, and the times of sign-outs that are not written. Only a time is a number.
  const noted = (): readonly string[] => `${page?.notedForAll(name) ?? ''} ${own}`.match(/\S+/g) ?? []
  const note = (notes: readonly unknown[]) => {
    const text = [...new Set(notes)].slice(-NOTES_KEPT).join(' ')
    page?.noteForAll(name, text)
    own = page?.notedForAll(name) === text ? '' : text
  }
  const vault: Vault = {
    owner,
    key,
    store,
    shared: platform.store,
    isOver: (epoch, since) =>
      // A sign-in takes the time of before away from the notes for all, whatever the clock says. What this page alone knows, or
      // has to itself, goes by the clock.
      noted().some((text) => text === epoch || Number(text) >= (vault.store.isBrief || own.includes(text) ? since : 0)),
    giveUp: (epoch, at) => note([...noted(), epoch, at]),
    forgive: () => vault.store.isBrief || note([]),
    async load() {
      const contents = await vault.peek()
      const { row, entry } = contents
      const { epoch = '', sessionId } = row ?? {}
      if (row?.ended || !vault.isOver(epoch, entry?.session.signedInAt ?? 0)) return contents
      // Whoever signed out could not write it, or was gone before. Workers know of it only from here.
      if (sessionId) vault.end('signed-out', sessionId).then(tellTabs, () => undefined)
      return { row: toTombstone(epoch, 'signed-out') }
    },
    // A row without a generation is none of ours: it opens with none.
    open: ({ sessionId = '', generation = -1, proofKey, ...row }) =>
      unseal(platform, row, toSealContext(owner, sessionId, generation), (text) =>
        fromRecord(text, { issuer: owner.issuer, proofKey, moment: platform.now() }),
      ),
    async peek() {
      const value = await vault.store.read(key)
      const row = toRow(value)
      if (!row?.sessionId) return { row, isUnreadable: !row && value !== undefined }
      const { epoch, sessionId: id, generation } = row
      const session = await vault.open(row)
      // Tokens that are bound where they must not be, or not bound where they must, are not used: no downgrade.
      // And what identifies nobody is no sign-in.
      const isOfKind = session && !session.proofKey === !dpop && hasIdentity(session) === openid
      if (!isOfKind) return { row, isUnreadable: true }
      const isTooOld = platform.now().wall - session.signedInAt >= sessionLifetimeSeconds * 1000
      if (!isTooOld) return { row, entry: { epoch, id, generation, session } }
      // The epoch stays: a sign-in that is under way in another tab is wanted, and a renewal finds no session to replace.
      // A store that fails meanwhile is tried again by the next load.
      await vault.end('expired', id, epoch).catch(() => undefined)
      return { row: toTombstone(epoch, 'expired') }
    },
    async end(ended, sessionId, epoch = platform.random(16)) {
      const row = toTombstone(epoch, ended)
      const before = await vault.store.change(key, (current) => {
        const found = toRow(current)
        return sessionId && found?.sessionId !== sessionId ? { result: undefined } : { row, result: found?.epoch ?? '' }
      })
      // Written, it needs no time. The epochs stay until somebody signs in: a tab whose store answers nobody hears from them alone.
      if (before !== undefined && ended === 'signed-out' && !vault.store.isBrief) {
        note([...noted().filter((text) => !Number(text)), before])
      }
    },
  }
  return vault
}
