import type { AnyAuthError, ProviderAnswer } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toSaid } from './error-response.js'

/** Tokens never come through the address bar (RFC 9700 section 2.1.2), and JARM is not offered. */
const NOT_ALLOWED = /token|^(expires_in|response)$/

/**
 * Checks an authorization response and gives its code. `state` was compared when the attempt was found by it.
 * The issuer is compared before an error is believed (RFC 9207 section 2.4).
 *
 * @throws {AuthError} callback-parameter, callback-issuer, sign-in-denied, sign-in-interaction-required,
 * sign-in-unavailable, sign-in-refused
 */
export function checkAuthorizationResponse(provider: Provider, parameters: URLSearchParams): string {
  for (const name of parameters.keys()) {
    if (parameters.getAll(name).length > 1) throw toParameterError(name, 'repeated')
    if (NOT_ALLOWED.test(name)) throw toParameterError(name, 'not-allowed')
  }
  const { iss, error, error_description, code } = Object.fromEntries(parameters)
  if (iss === undefined ? provider.authorization_response_iss_parameter_supported : iss !== provider.issuer) {
    const why = iss === undefined ? 'missing' : 'different'
    throw toAuthError('callback-issuer', 'The redirect names another provider, or none', { why })
  }
  if (error !== undefined) throw toSignInError(toSaid(error, error_description))
  if (!code) throw toParameterError('code', 'missing')
  return code
}

const toParameterError = (parameter: string, why: 'repeated' | 'missing' | 'not-allowed') =>
  toAuthError('callback-parameter', `The redirect's ${parameter} is ${why}`, { parameter, why })

function toSignInError(said: ProviderAnswer): AnyAuthError {
  const { error } = said
  if (error === 'access_denied') return toAuthError('sign-in-denied', 'The sign-in was declined', said)
  // login_required, interaction_required, consent_required, account_selection_required (OpenID Connect Core 1.0, 3.1.2.6)
  if (/_required$/.test(error)) {
    return toAuthError('sign-in-interaction-required', 'The provider needs the user to act', said)
  }
  return /^(temporarily_unavailable|server_error)$/.test(error)
    ? toAuthError('sign-in-unavailable', 'The provider signs nobody in for now', said)
    : toAuthError('sign-in-refused', 'The provider refused the sign-in', said)
}
