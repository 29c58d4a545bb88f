import type { Bytes } from '../domain/bytes.js'
import type { Platform } from '../platform/platform.js'

/** The version of sealed texts and of the rows around them. A row of another version is ignored. */
export const RECORD_VERSION = 1

/** A sealed text with its key. They share a row, so that eviction takes both. */
export interface SealedRow {
  readonly key: CryptoKey
  readonly sealed: Sealed
}

/** A text sealed with AES-GCM. */
export interface Sealed {
  readonly iv: Bytes
  readonly data: ArrayBuffer
}

/** What a text is bound to: in another place it does not open. */
export type SealContext = readonly (string | number)[]

/** Opens a sealed text and reads it; `undefined` when it was damaged, moved, or written by somebody else. */
export async function unseal<Read>(
  { subtle }: Platform,
  { key, sealed }: Partial<SealedRow>,
  context: SealContext,
  read: (text: string) => Read,
): Promise<Read | undefined> {
  try {
    // A row without key or data fails like one that does not open.
    const { iv, data } = sealed as Sealed
    return read(new TextDecoder().decode(await subtle.decrypt(toCipher(iv, context), key as CryptoKey, data)))
  } catch {
    // As good as absent: never an error at start, and never a user.
    return undefined
  }
}

/** AES-GCM with a context that the seal covers. */
export const toCipher = (iv: BufferSource, context: SealContext): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(JSON.stringify([RECORD_VERSION, ...context])),
})
