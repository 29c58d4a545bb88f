import {
  None,
  type PushedAuthorizationRequestOptions,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toSaid } from './error-response.js'
import { toClient, toServer } from './parties.js'
import { createTransport } from './transport.js'
import { isLater, type ProofOptions, TOKEN_MS, type Wire } from './wire.js'

interface Pushing {
  readonly clientId: string
  /** Whether the app wants it; `undefined` leaves it to the provider. */
  readonly par?: boolean | undefined
  readonly parameters: URLSearchParams
}

/**
 * Pushes the parameters of a sign-in to the provider (RFC 9126 section 2), and gives the `request_uri` that stands for them.
 * It is good for one sign-in: each one pushes anew.
 *
 * @throws {AuthError} par-unavailable, par-refused, par-invalid, discovery-unsupported
 */
export async function pushAuthorizationRequest(
  wire: Wire,
  { provider, proofKey }: Pick<Attempt, 'provider' | 'proofKey'>,
  { clientId, par, parameters }: Pushing,
): Promise<string> {
  // It is only asked of us where the provider demands it.
  if (par === false) {
    const feature = 'require_pushed_authorization_requests'
    throw toAuthError('discovery-unsupported', 'The provider demands what par: false forbids', { feature })
  }
  if (!provider.pushed_authorization_request_endpoint) {
    const feature = 'pushed_authorization_request_endpoint'
    throw toAuthError('discovery-unsupported', `The provider lacks ${feature}`, { feature })
  }
  const server = toServer(provider)
  const client = toClient(clientId)
  const transport = createTransport(wire, { milliseconds: TOKEN_MS })
  const attempt = async (proof: ProofOptions) => {
    // What adds a proof is opaque here; the library made it.
    const options = { ...transport.options, ...(proof as PushedAuthorizationRequestOptions) }
    const response = await pushedAuthorizationRequest(server, client, None(), parameters, options)
    return processPushedAuthorizationResponse(server, client, response)
  }
  const pushed = await (proofKey ? (await wire.dpopProofs()).run({ proofKey }, attempt) : attempt({})).catch(
    () => undefined,
  )
  const { answer } = transport
  const { why, status, json } = answer
  if (isLater(answer)) {
    throw toAuthError('par-unavailable', `The provider took no parameters: ${why}`, { status })
  }
  const { error, error_description } = Object(json)
  if (typeof error === 'string') {
    throw toAuthError('par-refused', 'The provider refused the parameters', toSaid(error, error_description))
  }
  // What an address can carry, and no lifetime that is already over (section 2.2): the library lets both pass.
  const isGood = pushed && /^[!-~]{1,2048}$/.test(pushed.request_uri) && pushed.expires_in > 0
  if (isGood) return pushed.request_uri
  throw toAuthError('par-invalid', `The answer to the pushed parameters is not usable: ${why}`, { why })
}
