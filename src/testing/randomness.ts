import { encode } from './compact.js'

/** An unguessable string of 43 characters: a code, a token, an id. */
export function toRandomString(): string {
  return encode(crypto.getRandomValues(new Uint8Array(32)))
}
