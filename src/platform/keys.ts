import type { Keys } from './platform.js'

const encode = (text: string) => new TextEncoder().encode(text)
const toCipher = (iv: Uint8Array, context: string) => ({
  name: 'AES-GCM',
  // Both are plain bytes, which the DOM's types tell apart by the buffer behind them.
  iv: iv as BufferSource,
  additionalData: encode(context),
})

/** WebCrypto: AES-GCM with keys that cannot be exported. */
export const webKeys: Keys = {
  create: () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  async seal(key, text, context) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { iv, data: await crypto.subtle.encrypt(toCipher(iv, context), key, encode(text)) }
  },
  open: async (key, { iv, data }, context) =>
    new TextDecoder().decode(await crypto.subtle.decrypt(toCipher(iv, context), key, data)),
  digest: async (algorithm, text) => new Uint8Array(await crypto.subtle.digest(algorithm, encode(text))),
}
