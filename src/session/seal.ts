import type { Platform } from '../platform/platform.js'
import { type SealContext, type SealedRow, toSealText } from './unseal.js'

/** Seals a text under a fresh key that no script can read out. */
export async function seal({ keys }: Platform, text: string, context: SealContext): Promise<SealedRow> {
  const key = await keys.create()
  return { key, sealed: await keys.seal(key, text, toSealText(context)) }
}
