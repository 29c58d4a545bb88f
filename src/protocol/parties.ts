import { type AuthorizationServer, type Client, clockSkew, clockTolerance } from 'oauth4webapi'
import type { Provider } from '../domain/provider.js'
import { TOLERANCE } from './clock.js'

/** Signatures with a public key. `none` and HMAC prove nothing to a public client (RFC 8725 section 3.1). */
const ASYMMETRIC = [
  ...['RS', 'PS', 'ES'].flatMap((kind) => [256, 384, 512].map((bits) => `${kind}${bits}`)),
  'EdDSA',
  'Ed25519',
]

/**
 * The provider as oauth4webapi is shown it: the library takes the algorithms that are announced, and would take `none` (OpenID
 * Connect Core 1.0, section 3.1.3.7). A new object each time: by it the library would remember keys.
 */
export function toServer(provider: Provider): AuthorizationServer {
  const toAllowed = (announced: readonly string[]) => announced.filter((alg) => ASYMMETRIC.includes(alg))
  // A cast, because the library's type is of lists that may be written to; it writes to none.
  return {
    ...provider,
    id_token_signing_alg_values_supported: toAllowed(provider.id_token_signing_alg_values_supported ?? ['RS256']),
    // What signs an ID token need not sign this: where nothing is announced, any of them will do.
    userinfo_signing_alg_values_supported: toAllowed(provider.userinfo_signing_alg_values_supported ?? ASYMMETRIC),
  } as AuthorizationServer
}

/** This client as oauth4webapi is told of it: a public one, on a clock that is so many seconds ahead of the engine's. */
export const toClient = (clientId: string, skew = 0): Client => ({
  client_id: clientId,
  [clockSkew]: skew,
  [clockTolerance]: TOLERANCE,
})
