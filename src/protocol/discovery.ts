import { discoveryRequest } from 'oauth4webapi'
import { isSafeUrl, toUrl } from '../domain/address.js'
import type { Provider } from '../domain/provider.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { DOCUMENT_MS, isLater, toDocument, toFault, toText, withoutNulls } from './ask.js'
import { createTransport } from './transport.js'
import type { JsonObject, Wire } from './wire.js'

/**
 * Fetches and checks a provider's metadata (OpenID Connect Discovery 1.0, section 4).
 *
 * @throws {AuthError} discovery-unreachable, discovery-invalid, discovery-issuer-mismatch, discovery-endpoint,
 * discovery-unsupported
 */
export async function discover(wire: Wire, issuer: string, openid = true): Promise<Provider> {
  const transport = createTransport(wire, { milliseconds: DOCUMENT_MS })
  // Appended for OpenID Connect; inserted before the path otherwise (RFC 8414 section 3.1).
  const algorithm = openid ? 'oidc' : 'oauth2'
  // The answer tells what came of it. The library's reading of it is laxer than ours in everything.
  await discoveryRequest(new URL(issuer), { ...transport.options, algorithm }).catch(() => undefined)
  const { url, answer } = transport
  if (isLater(answer)) throw toAuthError('discovery-unreachable', 'The provider cannot be reached', { url })
  const metadata = toDocument(answer)
  if (!metadata) {
    const why = toFault(answer)
    throw toAuthError('discovery-invalid', `The answer is no provider metadata: ${why}`, { url, why })
  }
  return toProvider(metadata, issuer, { ...wire, openid })
}

/** Which endpoints are kept, and whether one can do without. */
const ENDPOINTS = {
  authorization_endpoint: true,
  token_endpoint: true,
  jwks_uri: true,
  userinfo_endpoint: false,
  revocation_endpoint: false,
  end_session_endpoint: false,
  pushed_authorization_request_endpoint: false,
}
/** What must be among a list that is announced; a list that is not announced says nothing. */
const LISTS = {
  code_challenge_methods_supported: 'S256',
  response_types_supported: 'code',
  id_token_signing_alg_values_supported: '',
  userinfo_signing_alg_values_supported: '',
  dpop_signing_alg_values_supported: '',
}

interface Kind {
  readonly isLoopback: boolean
  /** Whether the provider says who somebody is. */
  readonly openid?: boolean | undefined
}

/** What is announced as true or not at all. */
const FLAGS = [
  'authorization_response_iss_parameter_supported',
  'require_pushed_authorization_requests',
  'require_signed_request_object',
]

const toUnsupported = (feature: string) =>
  toAuthError('discovery-unsupported', `The provider and latchkey do not fit: ${feature}`, { feature })

/**
 * What latchkey keeps of provider metadata, after checking that it is this issuer's and safe to use.
 * The issuer must match code point by code point (section 4.3): any other spelling would become the expected `iss`.
 */
export function toProvider(given: JsonObject, issuer: string, { isLoopback, openid = true }: Kind): Provider {
  // What the app copied from a document may say it, too.
  const metadata = withoutNulls(given)
  if (metadata['issuer'] !== issuer) {
    const announced = toText(metadata['issuer']).slice(0, 200)
    throw toAuthError('discovery-issuer-mismatch', 'The provider announces another issuer', {
      configured: issuer,
      announced,
    })
  }
  const provider: Record<string, unknown> = { issuer }
  for (const [endpoint, isNeeded] of Object.entries(ENDPOINTS)) {
    const isOptional = !isNeeded || (!openid && endpoint === 'jwks_uri')
    if (isOptional && metadata[endpoint] === undefined) continue
    const url = toUrl(metadata[endpoint])
    // Also what we only navigate to: an engine executes `location.assign('javascript:…')`.
    if (!url || !isSafeUrl(url, isLoopback) || url.href.includes('#')) {
      throw toAuthError('discovery-endpoint', `The provider's ${endpoint} is missing or unsafe`, { endpoint })
    }
    provider[endpoint] = url.href
  }
  for (const [name, value] of Object.entries(LISTS)) {
    const list = metadata[name]
    // Without OpenID Connect there is no nonce: PKCE alone protects the code, and must be known to be there (RFC 9700 section 2.1.1).
    if (list === undefined && (openid || value !== 'S256')) continue
    // A wrong type must not weaken a check by being taken for "not announced".
    const isList = Array.isArray(list) && list.every((item) => typeof item === 'string')
    const feature = value || name
    if (!isList || (value && !list.includes(value))) throw toUnsupported(feature)
    provider[name] = list
  }
  for (const flag of FLAGS) {
    const value = metadata[flag] ?? false
    // A public client signs no requests (RFC 9101 section 10.5).
    if (typeof value !== 'boolean' || (value && flag === 'require_signed_request_object')) throw toUnsupported(flag)
    provider[flag] = value
  }
  // Every member was checked above under its own name.
  return Object.freeze(provider) as unknown as Provider
}
