import { calculatePKCECodeChallenge } from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { reveal } from '../domain/secret.js'

/** What is asked for besides what the protocol itself needs. */
export interface RequestParameters {
  readonly clientId: string
  /** Whether an ID token is asked for. */
  readonly openid?: boolean | undefined
  /** Optional parameters by their wire names; those of the protocol were refused before. */
  readonly parameters: Readonly<Record<string, string>>
  /** The APIs that are to get tokens of their own: the one parameter that may come more than once (RFC 8707 section 2). */
  readonly resources: readonly string[]
}

/** The parameters that start a sign-in: Authorization Code with PKCE S256 (RFC 9700 section 2.1.1). */
export async function toAuthorizationParameters(
  { redirectUri, scope, state, nonce, verifier, proofKey }: Attempt,
  { clientId, parameters, resources, openid = true }: RequestParameters,
): Promise<URLSearchParams> {
  const search = new URLSearchParams({
    ...parameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(scope && { scope }),
    state,
    ...(openid && { nonce: reveal(nonce) }),
    code_challenge: await calculatePKCECodeChallenge(reveal(verifier)),
    code_challenge_method: 'S256',
    ...(proofKey && { dpop_jkt: proofKey.jkt }),
  })
  for (const resource of resources) search.append('resource', resource)
  return search
}

/** The authorization endpoint with these parameters, in place of its own of the same names. The rest of its query stays. */
export function toAuthorizationUrl(endpoint: string, parameters: URLSearchParams): string {
  const url = new URL(endpoint)
  for (const name of new Set(parameters.keys())) url.searchParams.delete(name)
  for (const [name, value] of parameters) url.searchParams.append(name, value)
  return url.href
}
