import { withQuery } from '../domain/address.js'
import type { Attempt } from '../domain/attempt.js'
import { toBase64Url } from '../domain/base64url.js'
import { reveal } from '../domain/secret.js'
import { digest, type Wire } from './wire.js'

/**
 * The URL that starts a sign-in: Authorization Code with PKCE S256 (RFC 9700 section 2.1.1). A query of the endpoint stays.
 * The parameters are optional ones by their wire names; those of the protocol were refused before, and are set last.
 */
export async function toAuthorizationUrl(
  wire: Wire,
  { provider, redirectUri, scope, state, nonce, verifier, proofKey }: Attempt,
  { clientId, parameters, resources }: Wanted,
): Promise<string> {
  const address = withQuery(provider.authorization_endpoint, {
    ...parameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce: reveal(nonce),
    code_challenge: toBase64Url(await digest(wire, 'SHA-256', reveal(verifier))),
    code_challenge_method: 'S256',
    ...(proofKey && { dpop_jkt: proofKey.jkt }),
  })
  // The one parameter that may come more than once (RFC 8707 section 2).
  const url = new URL(address)
  for (const resource of resources) url.searchParams.append('resource', resource)
  return url.href
}

interface Wanted {
  readonly clientId: string
  readonly parameters: Readonly<Record<string, string>>
  /** The APIs that are to get tokens of their own. */
  readonly resources: readonly string[]
}
