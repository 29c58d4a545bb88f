import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomNonce } from 'oauth4webapi'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'

/** A fresh PKCE verifier of 256 bits (RFC 7636 section 7.1). */
export const createVerifier = (): Secret<'code-verifier'> => new Secret(generateRandomCodeVerifier())

/** A fresh nonce of 256 bits (OpenID Connect Core 1.0, section 15.5.2). */
export const createNonce = (): Secret<'nonce'> => new Secret(generateRandomNonce())

export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string
  readonly state: string
  readonly nonce: Secret<'nonce'>
  readonly verifier: Secret<'code-verifier'>
  /** Optional parameters by their wire names; those of the protocol were refused before. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The URL that starts a sign-in: Authorization Code with PKCE S256 (RFC 9700 section 2.1.1). A query of the endpoint stays. */
export async function toAuthorizationUrl(provider: Provider, request: AuthorizationRequest): Promise<string> {
  const url = new URL(provider.authorization_endpoint)
  const parameters = {
    ...request.parameters,
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state: request.state,
    nonce: reveal(request.nonce),
    code_challenge: await calculatePKCECodeChallenge(reveal(request.verifier)),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
