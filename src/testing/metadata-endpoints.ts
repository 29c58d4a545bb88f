import { answer, refuseMethod } from './answer.js'
import type { Claims } from './claims.js'
import { NOWHERE } from './endpoints.js'
import { bend } from './lies.js'
import { PROOF_ALGORITHMS } from './proof.js'
import type { Provider } from './provider.js'
import type { SeenRequest } from './seen-request.js'
import { change } from './shapes/shape.js'

/** Answers discovery (OpenID Connect Discovery, RFC 8414). */
export async function answerDiscovery(provider: Provider, { method }: SeenRequest): Promise<Response> {
  if (method !== 'GET') return refuseMethod('GET')
  return answer(await bend(toMetadata(provider), provider.lies.hooks('discovery')))
}

/** Answers with the public keys. */
export async function answerKeys({ keys, lies }: Provider, { method }: SeenRequest): Promise<Response> {
  if (method !== 'GET') return refuseMethod('GET')
  const published = await keys.published()
  return answer(await bend({ keys: published.map(({ publicJwk }) => publicJwk) }, lies.hooks('jwks')))
}

/** The provider's honest metadata, without what it has not. */
export function toMetadata({ settings, addresses }: Provider): Claims {
  const members = {
    issuer: settings.issuer,
    authorization_endpoint: addresses.authorization,
    token_endpoint: addresses.token,
    userinfo_endpoint: addresses.userinfo,
    jwks_uri: addresses.jwks,
    revocation_endpoint: addresses.revocation,
    end_session_endpoint: addresses['end-session'],
    pushed_authorization_request_endpoint: addresses.par,
    require_pushed_authorization_requests: settings.requirePar,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: settings.refreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    id_token_signing_alg_values_supported: [settings.signingAlgorithm],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
  }
  const present = Object.entries(members).filter(([, value]) => value !== NOWHERE)
  return change(Object.fromEntries(present), settings.shape.metadata)
}
