import type { Provider } from './provider.js'
import type { Shape } from './shapes/shape.js'

/** An error as it goes back to the client: its code and a sentence. */
export type Refusal = readonly [error: string, description: string]

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/**
 * Checks where the browser arrived and where it would be sent: before that nothing may be sent back.
 * @throws TypeError for the error page that a provider shows.
 */
export function checkDestination({ settings, addresses }: Provider, { origin, pathname, searchParams }: URL): void {
  const [clientId, ...otherClients] = searchParams.getAll('client_id')
  const [redirectUri = '', ...otherUris] = searchParams.getAll('redirect_uri')
  if (`${origin}${pathname}` !== addresses.authorization) showErrorPage('this is not the authorization endpoint')
  if (clientId !== settings.clientId || otherClients.length > 0) showErrorPage('the client is unknown')
  if (!settings.redirectUris.includes(redirectUri) || otherUris.length > 0) {
    showErrorPage(`the redirect URI "${redirectUri}" is not registered`)
  }
}

/** Why a strict provider refuses an authorization request, or `undefined` if it does not. */
export function refuseRequest(
  search: URLSearchParams,
  { openid, shape }: Pick<Provider['settings'], 'openid' | 'shape'>,
): Refusal | undefined {
  return refuseForm(search, openid) ?? refuseScope(search, shape) ?? refuseProof(search, openid) ?? refusePrompt(search)
}

function refuseForm(search: URLSearchParams, openid: boolean): Refusal | undefined {
  const names = [...new Set(search.keys())]
  // RFC 8707 section 2: resource is the one parameter that may repeat.
  const repeated = names.find((name) => name !== 'resource' && search.getAll(name).length > 1)
  if (repeated) return ['invalid_request', `The parameter ${repeated} is repeated`]
  if (!search.get('response_type')) return ['invalid_request', 'The response_type is missing']
  if (search.get('response_type') !== 'code') return ['unsupported_response_type', 'The response_type is not code']
  if ((search.get('response_mode') ?? 'query') !== 'query') return ['invalid_request', 'The response_mode is not query']
  const isOpenId = search.get('scope')?.split(' ').includes('openid') ?? false
  if (isOpenId === openid) return undefined
  return ['invalid_scope', openid ? 'The scope lacks openid' : 'There is no scope openid here']
}

function refuseScope(search: URLSearchParams, { scopes }: Shape): Refusal | undefined {
  const unknown = search
    .get('scope')
    ?.split(' ')
    .find((scope) => scopes && !scopes.test(scope))
  return unknown === undefined ? undefined : ['invalid_scope', `The scope ${unknown} is unknown`]
}

function refuseProof(search: URLSearchParams, openid: boolean): Refusal | undefined {
  if (!search.get('state')) return ['invalid_request', 'The state is missing']
  if (openid && !search.get('nonce')) return ['invalid_request', 'The nonce is missing']
  if (search.get('code_challenge_method') !== 'S256')
    return ['invalid_request', 'The code_challenge_method is not S256']
  if (CHALLENGE.test(search.get('code_challenge') ?? '')) return undefined
  return ['invalid_request', 'The code_challenge is missing or malformed']
}

function refusePrompt(search: URLSearchParams): Refusal | undefined {
  const prompts = search.get('prompt')?.split(' ') ?? []
  if (prompts.includes('none') && prompts.length > 1) return ['invalid_request', 'The prompt none stands alone']
  if (/^\d*$/.test(search.get('max_age') ?? '')) return undefined
  return ['invalid_request', 'The max_age is not a number of seconds']
}

function showErrorPage(reason: string): never {
  throw new TypeError(`The provider shows an error page: ${reason}`)
}
