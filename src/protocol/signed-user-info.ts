import { checkTimes, findWrong, isAbsent, type Rules } from './left-open.js'
import type { Received } from './received-id-token.js'
import { toMalformed } from './token-errors.js'
import type { JsonObject } from './wire.js'

/** Rules about the claims of a signed `/userinfo` answer. */
const SIGNED_USER_INFO: Rules<JsonObject> = {
  // An ID token that is played back (sections 2 and 3.3.2.11), or a logout token (OpenID Connect Back-Channel Logout 1.0, section
  // 2.4): neither says by its `typ` what it is.
  kind: (claims) => !['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].some((name) => name in claims),
  // RFC 7519 sections 4.1.5 and 4.1.6: no time before 1970. The library has seen their types.
  iat: ({ iat }) => isAbsent(iat) || Number(iat) > 0,
  nbf: ({ nbf }) => isAbsent(nbf) || Number(nbf) > 0,
}

/**
 * Checks what the library has left open of a signed `/userinfo` answer: one that was made long ago is an answer to another request.
 *
 * @throws {AuthError} id-token-malformed, id-token-clock
 */
export function checkSignedInfo(received: Received): void {
  checkTimes(received)
  const wrong = findWrong(SIGNED_USER_INFO, received.claims)
  if (wrong) throw toMalformed(`of another ${wrong}`)
}
