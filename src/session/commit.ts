import type { Held, Session } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { RECORD_VERSION, toRecord } from './record.js'
import { type Intent, toContext, toRow, type Vault, type VaultRow } from './vault.js'

/** The epoch that stands, made when there is none yet: an attempt remembers it, and a sign-out makes the attempt void. */
export function keepEpoch(platform: Platform, vault: Vault): Promise<string> {
  const fresh = platform.random(16)
  return vault.store.change(vault.key, (value) => {
    const row = toRow(value)
    if (row) return { untouched: true, result: row.epoch }
    return { row: { version: RECORD_VERSION, epoch: fresh, generation: 0 } satisfies VaultRow, result: fresh }
  })
}

/** Writes a new session under the epoch its attempt began with; `undefined` when a sign-out has come between. */
export async function commitSignIn(
  platform: Platform,
  vault: Vault,
  { epoch, session }: { epoch: string; session: Session },
): Promise<Held | undefined> {
  const id = platform.random(16)
  const seal = await sealSession(platform, vault, { id, generation: 0, session })
  const isWritten = await vault.store.change(vault.key, (value) => {
    if (toRow(value)?.epoch !== epoch) return { untouched: true, result: false }
    const row: VaultRow = { version: RECORD_VERSION, epoch, sessionId: id, generation: 0, ...seal }
    return { row, result: true }
  })
  return isWritten ? { epoch, id, generation: 0, session } : undefined
}

/** Writes down that a renewal is about to be sent. `false` when the row is no longer the one that was read. */
export function markIntent(vault: Vault, held: Held, intent: Intent): Promise<boolean> {
  return changeHeld(vault, held, (row) => ({ ...row, intent }))
}

/** Takes the intent away, or keeps it, and pauses renewal in every tab. `false` when the row has moved on. */
export function pauseRenewal(
  vault: Vault,
  held: Held,
  { until, keepIntent }: { until: number; keepIntent: boolean },
): Promise<boolean> {
  return changeHeld(vault, held, ({ intent, ...row }) => ({
    ...row,
    ...(keepIntent && intent && { intent }),
    pauseUntil: until,
    failures: (row.failures ?? 0) + 1,
  }))
}

/** Ends a session that its provider ended. The epoch stays, so that a sign-in under way may complete. */
export function endHeld(vault: Vault, held: Held): Promise<boolean> {
  return changeHeld(vault, held, ({ epoch }) => ({ version: RECORD_VERSION, epoch, ended: 'expired', generation: 0 }))
}

/** Writes a renewed session as the next generation; `undefined` when the row is no longer the one the renewal began from. */
export async function commitRenewal(
  platform: Platform,
  vault: Vault,
  { held, session }: { held: Held; session: Session },
): Promise<Held | undefined> {
  const generation = held.generation + 1
  const seal = await sealSession(platform, vault, { id: held.id, generation, session })
  const write = () =>
    changeHeld(vault, held, ({ intent: _, pauseUntil: __, failures: ___, ...row }) => ({ ...row, generation, ...seal }))
  // Once more when the write fails: the old refresh token is spent, and the intent that stays fences the other tabs.
  const isWritten = await write().catch(write)
  return isWritten ? { ...held, generation, session } : undefined
}

async function sealSession(
  platform: Platform,
  vault: Vault,
  { id, generation, session }: { id: string; generation: number; session: Session },
) {
  const key = await platform.keys.create()
  const sealed = await platform.keys.seal(key, toRecord(session), toContext(vault.owner, id, generation))
  return { key, sealed }
}

// Epoch, session and generation are compared in the transaction that writes: whoever lost the race writes nothing.
function changeHeld(vault: Vault, held: Held, change: (row: VaultRow) => VaultRow): Promise<boolean> {
  return vault.store.change(vault.key, (value) => {
    const row = toRow(value)
    const isSame = row?.epoch === held.epoch && row.sessionId === held.id && row.generation === held.generation
    return isSame ? { row: change(row), result: true } : { untouched: true, result: false }
  })
}
