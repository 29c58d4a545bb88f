import { type AnyAuthError, AuthError, type ProviderAnswer } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'

/** Parameters that may stand in an authorization response once at most (RFC 6749 section 4.1.2). */
const SINGLE = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'response',
  'access_token',
]
/** Tokens never come through the address bar (RFC 9700 section 2.1.2), and JARM is not offered. */
const NOT_ALLOWED = ['access_token', 'id_token', 'token', 'refresh_token', 'expires_in', 'token_type', 'response']

/**
 * Checks an authorization response and gives its code. `state` was compared when the attempt was found by it.
 * The issuer is compared before an error is believed (RFC 9207 section 2.4).
 *
 * @throws {AuthError} callback-parameter, callback-issuer, sign-in-denied, sign-in-interaction-required,
 * sign-in-unavailable, sign-in-refused
 */
export function checkReturn(provider: Provider, parameters: URLSearchParams): string {
  const repeated = SINGLE.find((name) => parameters.getAll(name).length > 1)
  if (repeated) throw refuse(repeated, 'repeated')
  const banned = NOT_ALLOWED.find((name) => parameters.has(name))
  if (banned) throw refuse(banned, 'not-allowed')
  const iss = parameters.get('iss')
  if (iss === null ? provider.authorization_response_iss_parameter_supported : iss !== provider.issuer) {
    const why = iss === null ? 'missing' : 'different'
    throw new AuthError('callback-issuer', 'The redirect does not come from the provider that was asked', { why })
  }
  const error = parameters.get('error')
  if (error !== null) throw toSignInError(toAnswer(error, parameters.get('error_description')))
  const code = parameters.get('code')
  if (!code) throw refuse('code', 'missing')
  return code
}

const refuse = (parameter: string, why: 'repeated' | 'missing' | 'not-allowed') =>
  new AuthError('callback-parameter', `The redirect's ${parameter} is ${why}`, { parameter, why })

/** An error answer with its texts reduced to the characters RFC 6749 (appendix A.7, A.8) allows, and cut. */
export function toAnswer(error: unknown, description: unknown): ProviderAnswer {
  const plain = (value: unknown, length: number) =>
    typeof value === 'string' ? value.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, length) : undefined
  return { error: plain(error, 60) || 'unknown', description: plain(description, 200) }
}

const INTERACTION = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']

function toSignInError(answer: ProviderAnswer): AnyAuthError {
  const { error } = answer
  if (error === 'access_denied') return new AuthError('sign-in-denied', 'The sign-in was declined', answer)
  if (INTERACTION.includes(error)) {
    return new AuthError('sign-in-interaction-required', 'The provider needs the user to act', answer)
  }
  if (error === 'temporarily_unavailable' || error === 'server_error') {
    return new AuthError('sign-in-unavailable', 'The provider cannot sign anyone in for now', answer)
  }
  return new AuthError('sign-in-refused', 'The provider refused the sign-in request', answer)
}
