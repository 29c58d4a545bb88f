import { Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import type { Claims } from '../domain/user.js'
import { checkLeftOpen } from './left-open.js'
import type { Expectation, Received } from './received-id-token.js'
import { checkSignature } from './signature.js'
import type { Wire } from './wire.js'

/** What a checked ID token says. */
export type Identity = Pick<Session, 'claims' | 'idToken' | 'idTokenReport' | 'clockOffset'>

const CHECKED = ['iss', 'aud', 'azp', 'sub', 'exp', 'iat', 'nbf', 'auth_time', 'acr', 'nonce', 'at_hash']

/**
 * Checks what the library has left open of an ID token whose claims it has seen, its signature last.
 *
 * @throws {AuthError} id-token-malformed, id-token-claim, id-token-clock, id-token-signature, id-token-keys
 */
export async function checkIdToken(
  wire: Wire,
  received: Received,
  expected: Expectation & { readonly accessToken: string; readonly response: Response },
): Promise<Identity> {
  const { header, claims, text, clockOffset } = received
  await checkLeftOpen(wire, received, expected)
  await checkSignature(wire, { ...expected, header })
  // The library has seen their types.
  const { iat, exp } = claims as { readonly iat: number; readonly exp: number }
  const passed = CHECKED.filter((name) => claims[name] !== undefined)
  return {
    claims: claims as Claims,
    idToken: new Secret(text),
    idTokenReport: { alg: `${header['alg']}`, checks: ['signature', 'alg', ...passed], iat, exp },
    clockOffset,
  }
}
