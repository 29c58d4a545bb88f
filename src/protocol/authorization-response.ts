import { AUTHORIZATION_RESPONSE_ERROR, validateAuthResponse } from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { AUTHORIZATION_RESPONSE, findWrong } from './left-open.js'
import { toClient, toServer } from './parties.js'
import type { Wire } from './wire.js'

/** An authorization response that was checked: oauth4webapi takes a code from no other. */
export type CheckedResponse = URLSearchParams & { readonly kind: 'checked-response' }

/** What the response belongs to. */
interface Asked extends Pick<Attempt, 'state' | 'provider' | 'again'> {
  readonly clientId: string
}

/**
 * Checks an authorization response. The issuer is compared before an error is believed (RFC 9207 section 2.4).
 *
 * @throws {AuthError} callback-parameter, callback-issuer, sign-in-denied, sign-in-interaction-required,
 * sign-in-unavailable, sign-in-refused
 */
export async function checkAuthorizationResponse(
  { parts }: Pick<Wire, 'parts'>,
  { provider, clientId, state, again }: Asked,
  parameters: URLSearchParams,
): Promise<CheckedResponse> {
  for (const name of parameters.keys()) {
    const why = findWrong(AUTHORIZATION_RESPONSE, { name, values: parameters.getAll(name) })
    // The rules are named after what is told.
    if (why) throw toParameterError(name, why as 'repeated')
  }
  // An empty one is there, and says nothing that could be compared or believed; the library takes it for absent.
  if (parameters.get('iss') === '') throw toIssuerError('different')
  if (parameters.get('error') === '') parameters.set('error', 'unknown')
  let response: URLSearchParams
  try {
    response = validateAuthResponse(toServer(provider), toClient(clientId), parameters, state)
  } catch (error) {
    if (Object(error).code === AUTHORIZATION_RESPONSE_ERROR) {
      const { loadFailures } = await parts()
      throw (await loadFailures()).toSignInError(parameters, again?.parameters)
    }
    throw toIssuerError(parameters.has('iss') ? 'different' : 'missing')
  }
  if (!response.get('code')) throw toParameterError('code', 'missing')
  // A cast, because the library keeps the mark of a checked one to itself.
  return response as CheckedResponse
}

const toIssuerError = (why: 'different' | 'missing') =>
  toAuthError('callback-issuer', 'The redirect names another provider, or none', { why })

const toParameterError = (parameter: string, why: 'repeated' | 'missing' | 'not-allowed') =>
  toAuthError('callback-parameter', `The redirect's ${parameter} is ${why}`, { parameter, why })
