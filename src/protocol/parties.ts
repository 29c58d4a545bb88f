import { type AuthorizationServer, type Client, clockSkew, clockTolerance } from 'oauth4webapi'
import type { Provider } from '../domain/provider.js'
import { TOLERANCE } from './clock.js'

/** Signatures with a public key. `none` and HMAC prove nothing to a public client (RFC 8725 section 3.1). */
const ASYMMETRIC = /^([RPE]S(256|384|512)|EdDSA|Ed25519)$/

/**
 * The provider as oauth4webapi is shown it: the library takes the algorithms that are announced, and would take `none` (OpenID
 * Connect Core 1.0, section 3.1.3.7). A new object each time: by it the library would remember keys.
 */
export function toServer(provider: Provider): AuthorizationServer {
  const { id_token_signing_alg_values_supported: announced, ...rest } = provider
  // A cast, because the library's type is of lists that may be written to; it writes to none.
  return {
    ...rest,
    ...(announced && { id_token_signing_alg_values_supported: announced.filter((alg) => ASYMMETRIC.test(alg)) }),
  } as AuthorizationServer
}

/** This client as oauth4webapi is told of it: a public one, on a clock that is so many seconds ahead of the engine's. */
export const toClient = (clientId: string, skew = 0): Client => ({
  client_id: clientId,
  [clockSkew]: skew,
  [clockTolerance]: TOLERANCE,
})
