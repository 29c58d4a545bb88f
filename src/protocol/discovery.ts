import { isSafeUrl, toUrl } from '../domain/address.js'
import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { type Answer, ask, DOCUMENT_MS, isJson, type Wire, type WireError } from './wire.js'

/**
 * Fetches and checks a provider's metadata (OpenID Connect Discovery 1.0, section 4).
 *
 * @throws {AuthError} discovery-unreachable, discovery-invalid, discovery-issuer-mismatch, discovery-endpoint,
 * discovery-unsupported
 */
export async function discover(wire: Wire, issuer: string): Promise<Provider> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer: Partial<Answer> & Partial<WireError> = await ask(wire, url, DOCUMENT_MS).catch(
    (error: WireError) => error,
  )
  const { status = 0, json, fault } = answer
  if (/^un?re|^ti/.test(fault ?? '') || status === 429 || status >= 500) {
    throw new AuthError('discovery-unreachable', 'The provider cannot be reached for now', { url })
  }
  if (status !== 200 || !json || !isJson(answer as Answer)) {
    throw new AuthError('discovery-invalid', 'The answer is no provider metadata', {
      url,
      why: fault ?? `status ${status}`,
    })
  }
  return toProvider(json, issuer, wire.isLoopback)
}

type Metadata = Readonly<Record<string, unknown>>

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
]
const NEEDED = 3
// What must be among a list that is announced; a list that is not announced says nothing.
const LISTS = {
  code_challenge_methods_supported: 'S256',
  response_types_supported: 'code',
  id_token_signing_alg_values_supported: undefined,
}

/**
 * What latchkey keeps of provider metadata, after checking that it is this issuer's and safe to use.
 * The issuer must match code point by code point (section 4.3): any other spelling would become the expected `iss`.
 */
export function toProvider(metadata: Metadata, issuer: string, isLoopback: boolean): Provider {
  const announced = String(metadata['issuer']).slice(0, 200)
  if (metadata['issuer'] !== issuer) {
    throw new AuthError('discovery-issuer-mismatch', 'The provider announces another issuer', {
      configured: issuer,
      announced,
    })
  }
  const iss = 'authorization_response_iss_parameter_supported'
  const provider: Record<string, unknown> = { issuer, [iss]: metadata[iss] === true }
  ENDPOINTS.forEach((name, index) => {
    if (metadata[name] !== undefined || index < NEEDED) provider[name] = toEndpoint(metadata, name, isLoopback)
  })
  for (const [name, value] of Object.entries(LISTS)) {
    if (metadata[name] !== undefined) provider[name] = toList(metadata, name, value)
  }
  // Every member was checked above under its own name.
  return Object.freeze(provider) as unknown as Provider
}

// Also what we only navigate to: an engine executes `location.assign('javascript:…')`.
function toEndpoint(metadata: Metadata, endpoint: string, isLoopback: boolean): string {
  const url = toUrl(metadata[endpoint])
  if (url && isSafeUrl(url, isLoopback) && !url.href.includes('#')) return url.href
  throw new AuthError('discovery-endpoint', `The provider's ${endpoint} is missing or unsafe`, { endpoint })
}

function toList(metadata: Metadata, name: string, value: string | undefined): readonly string[] {
  const list = metadata[name]
  // A wrong type must not weaken a check by being taken for "not announced".
  const isList = Array.isArray(list) && list.every((item) => typeof item === 'string')
  if (isList && (!value || list.includes(value))) return list
  throw new AuthError('discovery-unsupported', `The provider lacks ${value ?? name}`, { feature: value ?? name })
}
