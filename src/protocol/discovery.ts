import { isSafeUrl, toUrl } from '../domain/address.js'
import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { ask, DOCUMENT_LIMITS, isJson, toJson, type Wire, WireError } from './wire.js'

/**
 * Fetches and checks a provider's metadata (OpenID Connect Discovery 1.0, section 4).
 *
 * @throws {AuthError} discovery-unreachable, discovery-invalid, discovery-issuer-mismatch, discovery-endpoint,
 * discovery-unsupported
 */
export async function discover(wire: Wire, issuer: string): Promise<Provider> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = await ask(wire, url, { headers: { accept: 'application/json' } }, DOCUMENT_LIMITS).catch((error) => {
    if (error instanceof WireError && error.fault !== 'unreachable' && error.fault !== 'timeout') {
      throw invalid(url, error.fault)
    }
    throw new AuthError('discovery-unreachable', 'The provider could not be reached', { url })
  })
  if (answer.status === 429 || answer.status >= 500) {
    throw new AuthError('discovery-unreachable', 'The provider is unavailable for now', { url })
  }
  if (answer.status !== 200) throw invalid(url, `status ${answer.status}`)
  if (!isJson(answer)) throw invalid(url, 'not JSON by its media type')
  const document = toJson(answer)
  if (!document) throw invalid(url, 'not a JSON object')
  return toProvider(document, issuer, wire.isLoopback)
}

const invalid = (url: string, why: string) =>
  new AuthError('discovery-invalid', 'The answer is no provider metadata', { url, why })

/**
 * What latchkey keeps of provider metadata, after checking that it is this issuer's and safe to use.
 * The issuer must match code point by code point (section 4.3): any other spelling would become the expected `iss`.
 */
export function toProvider(document: Readonly<Record<string, unknown>>, issuer: string, isLoopback: boolean): Provider {
  if (document['issuer'] !== issuer) {
    const announced = typeof document['issuer'] === 'string' ? document['issuer'].slice(0, 200) : 'none'
    throw new AuthError('discovery-issuer-mismatch', 'The provider announces another issuer', {
      configured: issuer,
      announced,
    })
  }
  const needed = (name: string) => toEndpoint(document, name, isLoopback)
  const offered = (name: string) => (document[name] === undefined ? undefined : needed(name))
  const provider = {
    issuer,
    authorization_endpoint: needed('authorization_endpoint'),
    token_endpoint: needed('token_endpoint'),
    jwks_uri: needed('jwks_uri'),
    userinfo_endpoint: offered('userinfo_endpoint'),
    revocation_endpoint: offered('revocation_endpoint'),
    end_session_endpoint: offered('end_session_endpoint'),
    id_token_signing_alg_values_supported: toList(document, 'id_token_signing_alg_values_supported'),
    code_challenge_methods_supported: toList(document, 'code_challenge_methods_supported'),
    authorization_response_iss_parameter_supported:
      document['authorization_response_iss_parameter_supported'] === true || undefined,
  }
  requireSupport(provider.code_challenge_methods_supported, 'S256', 'PKCE with S256')
  requireSupport(toList(document, 'response_types_supported'), 'code', 'the authorization code flow')
  // Absent stays absent: only the members that have a value. The entries are those of a `Provider`, checked above.
  const present = Object.entries(provider).filter(([, value]) => value !== undefined)
  return Object.freeze(Object.fromEntries(present)) as unknown as Provider
}

// Also what we only navigate to: an engine executes `location.assign('javascript:…')`.
function toEndpoint(document: Readonly<Record<string, unknown>>, name: string, isLoopback: boolean): string {
  const value = document[name]
  const url = toUrl(value)
  if (typeof value !== 'string' || !url || !isSafeUrl(url, isLoopback) || value.includes('#')) {
    throw new AuthError('discovery-endpoint', `The provider's ${name} is missing or unsafe`, { endpoint: name })
  }
  return value
}

function toList(document: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const value = document[name]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  // A wrong type must not weaken a check by being taken for "not announced".
  throw new AuthError('discovery-unsupported', `The provider's ${name} is no list of texts`, { feature: name })
}

function requireSupport(list: readonly string[] | undefined, value: string, feature: string): void {
  if (list && !list.includes(value)) {
    throw new AuthError('discovery-unsupported', `The provider does not support ${feature}`, { feature })
  }
}
