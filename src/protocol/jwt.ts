import { toBase64Url } from '../domain/base64url.js'
import { fromBase64Url } from '../domain/from-base64url.js'
import { toObject, toText } from './ask.js'
import { toAlgorithmError, toMalformed } from './token-errors.js'
import type { JsonObject } from './wire.js'

const LONGEST = 65_536

/** Header and claims of a signed JWT, neither believed yet. */
export interface Jwt {
  readonly header: JsonObject
  /** Those that say something. */
  readonly claims: JsonObject
  /** The JWT with these claims alone, for the library to read: it takes `null` for a value. Only the text that came is signed. */
  readonly shown: string
}

const decode = (segment: string) => new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(segment))
const open = (segment: string) => toObject(() => decode(segment))

/**
 * Opens a JWT before oauth4webapi does, which is lenient about letters: three segments of base64url, UTF-8, JSON objects
 * (RFC 8725bis section 3.14), and no other kind of token that the same provider signs (section 3.11).
 *
 * @throws {AuthError} id-token-malformed, id-token-algorithm
 */
export function openJwt(token: unknown): Jwt {
  const isCompact = typeof token === 'string' && token.length <= LONGEST && /^[\w-]+\.[\w-]+(\.[\w-]*)?$/.test(token)
  const [head = '', body = '', signature] = isCompact ? token.split('.') : []
  const [header, said] = [head, body].map(open)
  // That there is no signature is what `none` says (RFC 7518 section 3.6).
  if (header && !signature && /^none$/i.test(toText(header['alg']))) throw toAlgorithmError(header['alg'])
  if (!header || !said || !signature) throw toMalformed()
  const { typ = 'JWT', b64 } = header
  // `b64` changes what was signed (RFC 7797); the library refuses `crit`, and `b64` may come without it.
  if (!/^jwt$/i.test(toText(typ)) || b64 !== undefined) throw toMalformed('of another type')
  const claims = withoutOddTime(said)
  const isWhole = Object.keys(JSON.parse(decode(body))).length === Object.keys(claims).length
  return {
    header,
    claims,
    shown: isWhole
      ? (token as string)
      : [head, toBase64Url(new TextEncoder().encode(JSON.stringify(claims))), signature].join('.'),
  }
}

// Some providers send 0 where they do not know when the user signed in (Glewlwyd). Where `max_age` was asked for it is missing then.
function withoutOddTime({ auth_time, ...claims }: JsonObject): JsonObject {
  return Number(auth_time) > 0 && typeof auth_time === 'number' ? { ...claims, auth_time } : claims
}
