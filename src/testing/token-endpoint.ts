import { refuse, refuseMethod } from './answer.js'
import { encode } from './compact.js'
import type { Code, Grant, RefreshToken } from './grants.js'
import { checkProof, toNonceHeader } from './proof.js'
import type { Provider } from './provider.js'
import { isForm, type SeenRequest } from './seen-request.js'
import { issueTokens } from './token-issue.js'

// RFC 7636 section 4.1.
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

/** Answers the token endpoint: codes and refresh tokens for tokens. */
export async function answerToken(provider: Provider, request: SeenRequest): Promise<Response> {
  const refusal = refuseClient(provider, request)
  if (refusal) return refusal
  const proof = await checkProof(provider, request)
  if (proof?.refusal) {
    const refused = refuse(proof.refusal, proof.why)
    for (const [name, value] of Object.entries(toNonceHeader(provider, request.url))) refused.headers.set(name, value)
    return refused
  }
  const jkt = proof?.jkt
  switch (request.parameters['grant_type']) {
    case 'authorization_code':
      return redeemCode(provider, request, jkt)
    case 'refresh_token':
      return refresh(provider, request, jkt)
    case undefined:
      return refuse('invalid_request', 'The grant_type is missing')
    default:
      return refuse('unsupported_grant_type', 'The grant_type is neither authorization_code nor refresh_token')
  }
}

/** Why a form post of the public client is refused before anything else is read, or `undefined` if it is not. */
export function refuseClient({ settings }: Provider, { method, headers, search }: SeenRequest): Response | undefined {
  if (method !== 'POST') return refuseMethod('POST')
  if (!isForm(headers)) return refuse('invalid_request', 'The body is not a form')
  const repeated = [...new Set(search.keys())].find((name) => name !== 'resource' && search.getAll(name).length > 1)
  if (repeated) return refuse('invalid_request', `The parameter ${repeated} is repeated`)
  if (!settings.shape.secret && (headers.has('authorization') || search.has('client_secret'))) {
    return refuse('invalid_client', 'The client is public and has no secret')
  }
  if (!search.has('client_id')) return refuse('invalid_request', 'The client_id is missing')
  return search.get('client_id') === settings.clientId ? undefined : refuse('invalid_client', 'The client is unknown')
}

async function redeemCode(provider: Provider, request: SeenRequest, jkt: string | undefined): Promise<Response> {
  const { settings, grants } = provider
  const { code: name = '', code_verifier: verifier = '' } = request.parameters
  const challenge = await toChallenge(verifier)

  // Nothing may await between here and noting the code as spent: two requests side by side must not both redeem it.
  const replayed = grants.spentCodes.get(name)
  if (replayed) {
    grants.revoke((grant) => grant === replayed)
    return refuse('invalid_grant', 'The code was used before: all tokens it gave are revoked')
  }
  const code = grants.codes.get(name)
  if (!code) return refuse('invalid_grant', 'The code is unknown')
  const refusal = refuseCode(code, request, challenge) ?? refuseExpired(code, settings.now())
  if (code.grant.jkt !== undefined && code.grant.jkt !== jkt)
    return refuse('invalid_grant', 'The code is bound to a key')
  if (refusal) return refusal
  const audience = toAudience(provider, request, code.grant)
  if (!audience) return refuse('invalid_target', 'The resource was not part of the authorization request')
  grants.spentCodes.set(name, code.grant)
  const refreshToken = code.grant.refreshableUntil > 0 ? grants.createRefreshToken(code.grant, jkt) : undefined

  const { grant } = code
  return issueTokens(provider, request, {
    grant,
    scopes: grant.scopes,
    audience,
    refreshToken,
    nonce: grant.nonce,
    jkt,
  })
}

function refuseCode(code: Code, { parameters }: SeenRequest, challenge: string): Response | undefined {
  if (parameters['redirect_uri'] !== code.redirectUri) {
    return refuse('invalid_grant', 'The redirect_uri is not the one of the authorization request')
  }
  if (!VERIFIER.test(parameters['code_verifier'] ?? '')) {
    return refuse('invalid_request', 'The code_verifier is missing or malformed')
  }
  return challenge === code.challenge ? undefined : refuse('invalid_grant', 'The code_verifier does not match')
}

function refuseExpired(code: Code, now: number): Response | undefined {
  return now >= code.expiresAt ? refuse('invalid_grant', 'The code has expired') : undefined
}

async function refresh(provider: Provider, request: SeenRequest, jkt: string | undefined): Promise<Response> {
  const { grants, settings } = provider
  const name = request.parameters['refresh_token'] ?? ''
  const token = grants.refreshTokens.get(name)
  if (!token) return refuse('invalid_grant', 'The refresh token is unknown, expired or revoked')
  // RFC 9449 section 5: the refresh token of a public client is bound to the key.
  if (token.jkt !== jkt) return refuse('invalid_grant', 'The refresh token is bound to a key')
  const { grant } = token
  if (settings.now() >= grant.refreshableUntil) return refuse('invalid_grant', 'The refresh token has expired')
  if (isReused(token, settings)) {
    grants.revoke((other) => other === grant)
    return refuse('invalid_grant', 'The refresh token was used before: its family is revoked')
  }
  const scopes = request.parameters['scope']?.split(' ') ?? grant.scopes
  if (scopes.some((scope) => !grant.scopes.includes(scope)))
    return refuse('invalid_scope', 'The scope exceeds the grant')
  const audience = toAudience(provider, request, grant)
  if (!audience) return refuse('invalid_target', 'The resource was not part of the authorization request')

  const refreshToken = settings.rotate ? rotate(provider, name, token) : undefined
  return issueTokens(provider, request, { grant, scopes, audience, refreshToken, nonce: undefined, jkt })
}

function isReused({ replacedAt }: RefreshToken, { graceSeconds, now }: Provider['settings']): boolean {
  return replacedAt !== undefined && now() >= replacedAt + graceSeconds * 1000
}

function rotate({ grants, settings }: Provider, name: string, token: RefreshToken): string {
  const { grant, jkt } = token
  grants.refreshTokens.set(name, { grant, jkt, replacedAt: token.replacedAt ?? settings.now() })
  return grants.createRefreshToken(grant, jkt)
}

function toAudience({ settings }: Provider, { search }: SeenRequest, grant: Grant): readonly string[] | undefined {
  // As at Auth0: whom the tokens are for is decided at the sign-in.
  if (settings.shape.audienceParameter) return grant.resources.length > 0 ? grant.resources : [settings.audience]
  const asked = search.getAll('resource')
  // RFC 8707 section 2.2: a predefined audience when none is named, so that one API's token is not for all.
  if (asked.length === 0) return [settings.audience]
  return asked.every((resource) => grant.resources.includes(resource)) ? asked : undefined
}

async function toChallenge(verifier: string): Promise<string> {
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}
