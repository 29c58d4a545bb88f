import { fromBase64Url } from '../domain/from-base64url.js'
import { toMalformed } from './library-errors.js'
import { type JsonObject, toObject, toText } from './wire.js'

const LONGEST = 65_536

/** Header and claims of a signed JWT, neither believed yet. */
export interface Jwt {
  readonly header: JsonObject
  readonly claims: JsonObject
}

const open = (segment: string) =>
  toObject(() => new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(segment)))

/**
 * Opens a JWT before oauth4webapi does, which is lenient about letters: three segments of base64url, UTF-8, JSON objects
 * (RFC 8725bis section 3.14), and no other kind of token that the same provider signs (section 3.11).
 *
 * @throws {AuthError} id-token-malformed
 */
export function openJwt(token: unknown): Jwt {
  const isCompact = typeof token === 'string' && token.length <= LONGEST && /^[\w-]+(\.[\w-]+){2}$/.test(token)
  const [header, claims] = isCompact ? token.split('.', 2).map(open) : []
  if (!header || !claims) throw toMalformed('not three segments of base64url JSON')
  const { typ = 'JWT', b64 } = header
  // `b64` changes what was signed (RFC 7797); the library refuses `crit`, and `b64` may come without it.
  if (!/^jwt$/i.test(toText(typ)) || b64 !== undefined) throw toMalformed('of another type')
  return { header, claims }
}
