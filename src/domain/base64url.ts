/** Bytes as base64url text without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** The bytes of a base64url text. Throws when it is none. */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))
}
