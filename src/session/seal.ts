import { fromBase64Url } from '../domain/from-base64url.js'
import type { Platform } from '../platform/platform.js'
import { type SealContext, type SealedRow, toCipher } from './unseal.js'

/** Seals a text under a fresh key that no script can read out. A fresh iv each time. */
export async function seal({ subtle, random }: Platform, text: string, context: SealContext): Promise<SealedRow> {
  const iv = fromBase64Url(random(12))
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return { key, sealed: { iv, data: await subtle.encrypt(toCipher(iv, context), key, new TextEncoder().encode(text)) } }
}
