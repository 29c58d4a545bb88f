import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomNonce } from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { reveal, Secret } from '../domain/secret.js'

/** A fresh PKCE verifier of 256 bits (RFC 7636 section 7.1). */
export const createVerifier = (): Secret<'code-verifier'> => new Secret(generateRandomCodeVerifier())

/** A fresh nonce of 256 bits (OpenID Connect Core 1.0, section 15.5.2). */
export const createNonce = (): Secret<'nonce'> => new Secret(generateRandomNonce())

/**
 * The URL that starts a sign-in: Authorization Code with PKCE S256 (RFC 9700 section 2.1.1). A query of the endpoint stays.
 * The parameters are optional ones by their wire names; those of the protocol were refused before, and are set last.
 */
export async function toAuthorizationUrl(
  { provider, redirectUri, scope, state, nonce, verifier }: Attempt,
  clientId: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const url = new URL(provider.authorization_endpoint)
  const all = {
    ...parameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce: reveal(nonce),
    code_challenge: await calculatePKCECodeChallenge(reveal(verifier)),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
  return url.href
}
