import { base64url } from 'jose'

/** An unguessable string of 43 characters: a code, a token, an id. */
export function toRandomString(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
}
