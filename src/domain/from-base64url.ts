import type { Bytes } from './bytes.js'

/** The bytes of a base64url text. Throws when it is none. */
export function fromBase64Url(text: string): Bytes {
  const bytes = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))
}
