import type { Platform, Sealed } from '../platform/platform.js'

/** The version of sealed texts and of the rows around them. A row of another version is ignored. */
export const RECORD_VERSION = 1

/** A sealed text with its key. They share a row, so that eviction takes both. */
export interface SealedRow {
  readonly key: CryptoKey
  readonly sealed: Sealed
}

/** What a text is bound to: in another place it does not open. */
export type SealContext = readonly (string | number)[]

/** Opens a sealed text and reads it; `undefined` when it was damaged, moved, or written by somebody else. */
export async function unseal<Read>(
  { keys }: Platform,
  { key, sealed }: Partial<SealedRow>,
  context: SealContext,
  read: (text: string) => Read,
): Promise<Read | undefined> {
  try {
    // A row without key or data fails like one that does not open.
    return read(await keys.open(key as CryptoKey, sealed as Sealed, toSealText(context)))
  } catch {
    // As good as absent: never an error at start, and never a user.
    return undefined
  }
}

/** The context as the text that the seal covers. */
export const toSealText = (context: SealContext): string => JSON.stringify([RECORD_VERSION, ...context])
