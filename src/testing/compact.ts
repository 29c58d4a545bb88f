import type { Claims } from './claims.js'

// The compact form of a JWS (RFC 7515 section 7.1), as far as it is read and written without a key.

/** Text or bytes as base64url without padding. */
export function encode(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  let letters = ''
  // One at a time: a payload may have more bytes than a call takes arguments.
  for (const byte of bytes) letters += String.fromCharCode(byte)
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The header and the claims of a token, unchecked.
 * @throws {SyntaxError} or a `DOMException` for what is none
 */
export function decode(token: string): { readonly header: Claims; readonly claims: Claims } {
  const parts = token.split('.')
  if (parts.length !== 3) throw new SyntaxError('A token in the compact form has three parts')
  const [header, claims] = parts.slice(0, 2).map((part) => {
    const letters = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    const value: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(letters, (one) => one.charCodeAt(0))))
    if (typeof value !== 'object' || value === null) throw new SyntaxError('A part of the token is no object')
    return value as Claims
  })
  return { header: header ?? {}, claims: claims ?? {} }
}
