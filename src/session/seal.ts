import type { Platform, Sealed } from '../platform/platform.js'
import { RECORD_VERSION } from './record.js'

/** A sealed text with its key. They share a row, so that eviction takes both. */
export interface SealedRow {
  readonly key: CryptoKey
  readonly sealed: Sealed
}

/** What a text is bound to: in another place it does not open. */
export type SealContext = readonly (string | number)[]

/** Seals a text under a fresh key that no script can read out. */
export async function seal({ keys }: Platform, text: string, context: SealContext): Promise<SealedRow> {
  const key = await keys.create()
  return { key, sealed: await keys.seal(key, text, toText(context)) }
}

/** Opens a sealed text and reads it; `undefined` when it was damaged, moved, or written by somebody else. */
export async function open<Read>(
  { keys }: Platform,
  row: Partial<SealedRow>,
  context: SealContext,
  read: (text: string) => Read,
): Promise<Read | undefined> {
  try {
    // A row without key or data fails like one that does not open.
    return read(await keys.open(row.key as CryptoKey, row.sealed as Sealed, toText(context)))
  } catch {
    // As good as absent: never an error at start, and never a user.
    return undefined
  }
}

const toText = (context: SealContext): string => JSON.stringify([RECORD_VERSION, ...context])
