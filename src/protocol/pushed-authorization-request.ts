import type { Attempt } from '../domain/attempt.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toSaid } from './error-response.js'
import { askWithProof, isLater, type Wire } from './wire.js'

const PUSH_MS = 20_000

/**
 * Pushes the parameters of a sign-in to the provider (RFC 9126 section 2), and gives the `request_uri` that stands for them.
 * It is good for one sign-in: each one pushes anew.
 *
 * @throws {AuthError} par-unavailable, par-refused, par-invalid, discovery-unsupported
 */
export async function pushAuthorizationRequest(
  wire: Wire,
  { provider, proofKey: key }: Attempt,
  body: URLSearchParams,
): Promise<string> {
  const url = provider.pushed_authorization_request_endpoint
  if (!url) {
    const feature = 'pushed_authorization_request_endpoint'
    throw toAuthError('discovery-unsupported', `The provider lacks ${feature}`, { feature })
  }
  const answer = await askWithProof(wire, { key, url, milliseconds: PUSH_MS, init: { method: 'POST', body } })
  const { why, status, json } = answer
  const { request_uri, error, error_description } = Object(json)
  if (isLater(answer)) {
    throw toAuthError('par-unavailable', `The provider took no parameters: ${why}`, { status })
  }
  if (typeof error === 'string') {
    throw toAuthError('par-refused', 'The provider refused the parameters', toSaid(error, error_description))
  }
  // Printable letters, and no lifetime that is already over (section 2.2).
  const { expires_in = 1 } = Object(json)
  const isAlive = typeof expires_in === 'number' && expires_in > 0
  const isGood = status === 201 && typeof request_uri === 'string' && /^[!-~]{1,2048}$/.test(request_uri) && isAlive
  if (isGood) return request_uri
  throw toAuthError('par-invalid', `The answer to the pushed parameters is not usable: ${why}`, { why })
}
