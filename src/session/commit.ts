import type { Held, Session } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { toRow, toSealContext, type VaultRow } from './row.js'
import { seal } from './seal.js'
import { toRecord } from './to-record.js'
import { RECORD_VERSION } from './unseal.js'
import type { Vault } from './vault.js'

/** The epoch that stands, made when there is none yet: an attempt remembers it, and a sign-out makes the attempt void. */
export function keepEpoch({ random }: Platform, { store, key }: Vault): Promise<string> {
  const epoch = random(16)
  return store.change(key, (value) => {
    const row = toRow(value)
    return row ? { result: row.epoch } : { row: { version: RECORD_VERSION, epoch, generation: 0 }, result: epoch }
  })
}

/** Writes a new session under the epoch its attempt began with; `undefined` when a sign-out has come between. */
export async function commitSignIn(
  platform: Platform,
  { store, key, owner }: Vault,
  { epoch, session }: Pick<Held, 'epoch' | 'session'>,
): Promise<Held | undefined> {
  const held = { epoch, id: platform.random(16), generation: 0, session }
  const sealed = await seal(platform, toRecord(session), toSealContext(owner, held.id, 0))
  const row: VaultRow = { version: RECORD_VERSION, epoch, sessionId: held.id, generation: 0, ...sealed }
  return store.change(key, (value) => (toRow(value)?.epoch === epoch ? { row, result: held } : { result: undefined }))
}

/**
 * Changes the row of a held session. `false` when it is no longer that session's, or was renewed since: epoch, session and
 * generation are compared in the transaction that writes, so that whoever lost the race writes nothing.
 */
export function changeHeld({ store, key }: Vault, held: Held, change: (row: VaultRow) => VaultRow): Promise<boolean> {
  return store.change(key, (value) => {
    const row = toRow(value)
    const isSame = row?.epoch === held.epoch && row.sessionId === held.id && row.generation === held.generation
    return isSame ? { row: change(row), result: true } : { result: false }
  })
}

/** Ends a session that its provider ended. The epoch stays, so that a sign-in under way may complete. */
export function endHeld(vault: Vault, held: Held): Promise<boolean> {
  return changeHeld(vault, held, ({ version, epoch }) => ({ version, epoch, ended: 'expired', generation: 0 }))
}

/** Writes a renewed session as the next generation; `undefined` when the row is no longer the one the renewal began from. */
export async function commitRenewal(
  platform: Platform,
  vault: Vault,
  { held, session }: { held: Held; session: Session },
): Promise<Held | undefined> {
  const generation = held.generation + 1
  const sealed = await seal(platform, toRecord(session), toSealContext(vault.owner, held.id, generation))
  const write = () =>
    changeHeld(vault, held, ({ version, epoch }) => ({ version, epoch, sessionId: held.id, generation, ...sealed }))
  // Once more when the write fails: the old refresh token is spent, and the intent that stays fences the other tabs.
  const again = async () => {
    // It may have been carried out although it was not reported in time.
    const row = toRow(await vault.store.read(vault.key))
    const isWritten = row?.sessionId === held.id && `${row.sealed?.iv}` === `${sealed.sealed.iv}`
    return isWritten || write()
  }
  return (await write().catch(again)) ? { ...held, generation, session } : undefined
}
