import { type AnyAuthError, AuthError, type ProviderAnswer } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'

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
  const names = [...parameters.keys()]
  refuse(
    names.find((name, index) => names.indexOf(name) < index),
    'repeated',
  )
  refuse(
    names.find((name) => NOT_ALLOWED.includes(name)),
    'not-allowed',
  )
  const iss = parameters.get('iss')
  if (iss === null ? provider.authorization_response_iss_parameter_supported : iss !== provider.issuer) {
    throw new AuthError('callback-issuer', 'The redirect does not name the provider that was asked', {
      why: iss === null ? 'missing' : 'different',
    })
  }
  const error = parameters.get('error')
  if (error !== null) throw toSignInError(toAnswer(error, parameters.get('error_description')))
  const code = parameters.get('code')
  refuse(code ? undefined : 'code', 'missing')
  return String(code)
}

function refuse(parameter: string | undefined, why: 'repeated' | 'missing' | 'not-allowed'): void {
  if (parameter) throw new AuthError('callback-parameter', `The redirect's ${parameter} is ${why}`, { parameter, why })
}

/** An error answer with its texts reduced to the characters RFC 6749 (appendix A.7, A.8) allows, and cut. */
export function toAnswer(error: unknown, description: unknown): ProviderAnswer {
  const plain = (value: unknown, length: number) =>
    typeof value === 'string' ? value.replace(/[^ -~]|["\\]/g, ' ').slice(0, length) : undefined
  return { error: plain(error, 60) || 'unknown', description: plain(description, 200) }
}

function toSignInError(answer: ProviderAnswer): AnyAuthError {
  const { error } = answer
  if (error === 'access_denied') return new AuthError('sign-in-denied', 'The sign-in was declined', answer)
  // login_required, interaction_required, consent_required, account_selection_required (OpenID Connect Core 1.0, 3.1.2.6)
  if (error.endsWith('_required')) {
    return new AuthError('sign-in-interaction-required', 'The provider needs the user to act', answer)
  }
  if (error === 'temporarily_unavailable' || error === 'server_error') {
    return new AuthError('sign-in-unavailable', 'The provider cannot sign anyone in for now', answer)
  }
  return new AuthError('sign-in-refused', 'The provider refused the sign-in request', answer)
}
