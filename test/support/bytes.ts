// Texts and bytes, written with what browsers and Node share: most tests run in both.

type Spelling = 'base64' | 'base64url' | 'hex' | 'latin1'

export const toBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Bytes as text. `latin1` gives a letter for each. */
export function spell(bytes: Uint8Array | ArrayBuffer, spelling: Spelling): string {
  const all = [...new Uint8Array(bytes)]
  if (spelling === 'hex') return all.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const letters = all.map((byte) => String.fromCharCode(byte)).join('')
  if (spelling === 'latin1') return letters
  const base64 = btoa(letters)
  return spelling === 'base64' ? base64 : base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The bytes of a base64url text. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
}

export const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
