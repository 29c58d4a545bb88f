import type { Session, SessionEntry } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { seal } from './seal.js'
import { toRecord } from './to-record.js'
import { RECORD_VERSION } from './unseal.js'
import type { Vault } from './vault.js'
import { toRow, toSealContext, toTombstone, type VaultRow } from './vault-row.js'

/** The epoch that stands, made when there is none yet: an attempt remembers it, and a sign-out makes the attempt void. */
export async function keepEpoch({ random, now }: Platform, vault: Vault): Promise<string> {
  const { wall } = now()
  // A sign-out that could not be written is written first: afterwards it would end what begins here.
  if (vault.isOver('', wall)) await vault.end('signed-out')
  return vault.store.change(vault.key, (value) => {
    const kept = toRow(value)
    // Under one that is over nobody signs in: what is left of it goes.
    const isKept = kept && !vault.isOver(kept.epoch, wall)
    const row = isKept ? kept : { version: RECORD_VERSION, epoch: random(16), generation: 0 }
    return { row, result: row.epoch }
  })
}

/** A session that was written, and the one that had stood in its place. */
export interface SignedIn {
  readonly entry: SessionEntry
  readonly replaced: Session | undefined
}

/**
 * Writes a new session under the epoch its attempt began with; `undefined` when a sign-out has come between, or when it `follows` one
 * that is no longer as it was.
 */
export async function commitSignIn(
  platform: Platform,
  vault: Vault,
  {
    epoch,
    session,
    follows,
  }: Pick<SessionEntry, 'epoch' | 'session'> & { readonly follows?: SessionEntry | undefined },
): Promise<SignedIn | undefined> {
  const entry = { epoch, id: platform.random(16), generation: 0, session }
  const row = await toSealedRow(platform, vault, entry)
  // Seen in the transaction that writes: what another tab renewed a moment ago is what is replaced.
  const before: { row?: VaultRow } = {}
  const isWritten = await changeRow(vault, (current) => {
    if (current?.epoch !== epoch || vault.isOver(epoch, session.signedInAt)) return undefined
    // A renewal has spent its refresh token, or is about to.
    const isAsItWas = current.sessionId === follows?.id && current.generation === follows?.generation && !current.intent
    if (follows && !isAsItWas) return undefined
    // Here, and not later: what is noted from now on is a sign-out of this session.
    vault.forgive()
    before.row = current
    return row
  }).catch(async (failure) => {
    if (await isThere(vault, row)) return true
    throw failure
  })
  return isWritten ? { entry, replaced: await vault.open(before.row ?? {}) } : undefined
}

/** Writes a renewed session as the next generation; `undefined` when the row is no longer the one the renewal began from. */
export async function commitRenewal(
  platform: Platform,
  vault: Vault,
  { entry, session }: { entry: SessionEntry; session: Session },
): Promise<SessionEntry | undefined> {
  const renewed = { ...entry, generation: entry.generation + 1, session }
  const row = await toSealedRow(platform, vault, renewed)
  const write = () => changeEntry(vault, entry, () => row)
  // Once more when the write fails: the old refresh token is spent, and the intent that stays fences the other tabs.
  const again = async () => (await isThere(vault, row)) || write()
  return (await write().catch(again)) ? renewed : undefined
}

// A write may have been carried out although it was not reported in time.
async function isThere({ store, key }: Vault, row: VaultRow): Promise<boolean> {
  const { sealed } = toRow(await store.read(key)) ?? {}
  return `${sealed?.iv}` === `${row.sealed?.iv}`
}

/** Ends a session that its provider ended. The epoch stays, so that a sign-in under way may complete. */
export function endEntry(vault: Vault, entry: SessionEntry): Promise<boolean> {
  return changeEntry(vault, entry, ({ epoch }) => toTombstone(epoch, 'expired'))
}

/**
 * Changes the row of a held session. `false` when it is no longer that session's, or was renewed since, or there was a sign-out
 * that is not written yet: epoch, session and generation are compared in the transaction that writes, so that whoever lost the
 * race writes nothing.
 */
export function changeEntry(
  vault: Vault,
  { epoch, id, generation, session }: SessionEntry,
  change: (row: VaultRow) => VaultRow | undefined,
): Promise<boolean> {
  return changeRow(vault, (row) => {
    const isTheirs = row?.epoch === epoch && row.sessionId === id && row.generation === generation
    return isTheirs && !vault.isOver(epoch, session.signedInAt) ? change(row) : undefined
  })
}

// Whether there was something to write.
function changeRow(
  { store, key }: Vault,
  change: (row: VaultRow | undefined) => VaultRow | undefined,
): Promise<boolean> {
  return store.change(key, (value) => {
    const row = change(toRow(value))
    return row ? { row, result: true } : { result: false }
  })
}

/** The row of a session, sealed for its generation. */
export async function toSealedRow(
  platform: Platform,
  { owner }: Vault,
  { epoch, id, generation, session }: SessionEntry,
): Promise<VaultRow> {
  const sealed = await seal(platform, toRecord(session), toSealContext(owner, id, generation))
  const { proofKey } = session
  return { version: RECORD_VERSION, epoch, sessionId: id, generation, ...sealed, ...(proofKey && { proofKey }) }
}
