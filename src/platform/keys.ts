import type { Keys } from './platform.js'

const encode = (text: string) => new TextEncoder().encode(text)

/** WebCrypto: AES-GCM with keys that cannot be exported. */
export const webKeys: Keys = {
  create: () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  async seal(key, text, context) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const algorithm = { name: 'AES-GCM', iv, additionalData: encode(context) }
    return { iv, data: await crypto.subtle.encrypt(algorithm, key, encode(text)) }
  },
  async open(key, sealed, context) {
    const algorithm = { name: 'AES-GCM', iv: sealed.iv as BufferSource, additionalData: encode(context) }
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, sealed.data))
  },
  digest: async (algorithm, text) => new Uint8Array(await crypto.subtle.digest(algorithm, encode(text))),
}
