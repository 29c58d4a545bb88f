import {
  None,
  type PushedAuthorizationRequestOptions,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { isLater, TOKEN_MS } from './ask.js'
import { toClient, toServer } from './parties.js'
import { createTransport } from './transport.js'
import type { Answer, Wire } from './wire.js'

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
  const url = provider.pushed_authorization_request_endpoint
  if (!url) {
    const feature = 'pushed_authorization_request_endpoint'
    throw toAuthError('discovery-unsupported', `The provider lacks ${feature}`, { feature })
  }
  const server = toServer(provider)
  const client = toClient(clientId)
  const transport = createTransport(wire, { milliseconds: TOKEN_MS })
  const attempt = async (options: PushedAuthorizationRequestOptions) => {
    const response = await pushedAuthorizationRequest(server, client, None(), parameters, options)
    return processPushedAuthorizationResponse(server, client, response)
  }
  // The key is named among the parameters (RFC 9449 section 10). A proof would say the same once more, in a header that costs a
  // preflight, which some providers answer without CORS headers: it is for those that demand it (section 10.1).
  const first = await transport.send({}, attempt).catch(() => undefined)
  const pushed =
    !first && proofKey && isProofWanted(transport.answer)
      ? await transport.send({ proofKey }, attempt).catch(() => undefined)
      : first
  const { answer } = transport
  const { why, status } = answer
  if (isLater(answer)) {
    throw toAuthError('par-unavailable', `The provider took no parameters: ${why}`, { url, status })
  }
  if ('error' in Object(answer.json)) {
    const { loadFailures } = await wire.parts()
    const said = (await loadFailures()).findSaid(transport)
    if (said) throw toAuthError('par-refused', 'The provider refused the parameters', said)
  }
  // What an address can carry, and no lifetime that is already over (section 2.2): the library lets both pass.
  const isGood = pushed && /^[!-~]{1,2048}$/.test(pushed.request_uri) && pushed.expires_in > 0
  if (isGood) return pushed.request_uri
  throw toAuthError('par-invalid', `The answer to the pushed parameters is not usable: ${why}`, { why })
}

/** Whether a proof is what was missed: `invalid_dpop_proof`, `use_dpop_nonce`, a challenge, or what else there is with words about it. */
const isProofWanted = (answer: Answer): boolean =>
  !isLater(answer) &&
  !!answer.status &&
  /dpop|proof.of.possession/i.test(`${answer.headers.get('www-authenticate')} ${answer.text}`)
