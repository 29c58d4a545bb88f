import { answer, refuse } from './answer.js'
import { refuseRequest } from './authorization-request.js'
import { checkProof, toNonceHeader } from './proof.js'
import type { Provider } from './provider.js'
import { toRandomString } from './randomness.js'
import type { SeenRequest } from './seen-request.js'
import { refuseClient } from './token-endpoint.js'

const LIFETIME_SECONDS = 60

/** Answers pushed authorization requests (RFC 9126 section 2). */
export async function answerPar(provider: Provider, request: SeenRequest): Promise<Response> {
  const refusal = refuseClient(provider, request)
  if (refusal) return refusal
  const { search } = request
  if (search.has('request_uri')) return refuse('invalid_request', 'A request_uri cannot be pushed')
  const wrong = refuseRequest(search, provider.settings)
  if (wrong) return refuse(...wrong)
  if (!provider.settings.redirectUris.includes(search.get('redirect_uri') ?? '')) {
    return refuse('invalid_request', 'The redirect_uri is not registered')
  }
  const headers = toNonceHeader(provider, request.url)
  const proof = await checkProof(provider, request)
  if (proof?.refusal) {
    const refused = refuse(proof.refusal, proof.why)
    for (const [name, value] of Object.entries(headers)) refused.headers.set(name, value)
    return refused
  }
  const jkt = search.get('dpop_jkt')
  if (proof && jkt !== null && jkt !== proof.jkt) return refuse('invalid_dpop_proof', 'dpop_jkt is another key')
  const name = `urn:ietf:params:oauth:request_uri:${toRandomString()}`
  provider.pushed.set(name, { search, expiresAt: provider.settings.now() + LIFETIME_SECONDS * 1000 })
  return answer({ request_uri: name, expires_in: LIFETIME_SECONDS }, { status: 201, headers })
}

/** The authorization request with what was pushed for it in place; a `request_uri` is good once. */
export function resolvePushed(provider: Provider, address: URL): URL {
  const { pushed, settings } = provider
  const name = address.searchParams.get('request_uri')
  if (name === null) {
    if (settings.requirePar) throw new TypeError('The provider shows an error page: requests must be pushed')
    return address
  }
  const kept = pushed.get(name)
  pushed.delete(name)
  if (!kept || settings.now() >= kept.expiresAt || address.searchParams.get('client_id') !== settings.clientId) {
    throw new TypeError('The provider shows an error page: the request_uri is unknown, used or too old')
  }
  const url = new URL(address.origin + address.pathname)
  url.search = `${kept.search}`
  return url
}
