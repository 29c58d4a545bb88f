import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  clockTolerance,
  customFetch,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Grant, IdTokenReport, Session } from '../domain/session.js'
import { toLifetime } from '../domain/time.js'
import type { Claims } from '../domain/user.js'
import { checkIdToken, type Expectation, parseIdToken, toAlgorithms } from './id-token.js'
import { type Answer, ask, KEYS_LIMITS, TOKEN_LIMITS, toJson, toResponse, type Wire } from './wire.js'

/** What a token response gives once everything in it is checked. */
export interface Tokens {
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
  /** Absent in a renewal whose answer has no ID token (OpenID Connect Core 1.0, section 12.2). */
  readonly identity: Identity | undefined
}

export interface Identity {
  readonly claims: Claims
  readonly idToken: Secret<'id-token'>
  readonly report: IdTokenReport
}

/** A token request that was answered with something other than tokens. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal'
  readonly answer: Answer

  constructor(answer: Answer) {
    super('The token endpoint refused')
    this.answer = answer
  }
}

/**
 * Exchanges the code of a checked return for tokens. The key set is fetched beside the token request, so that the way to
 * a user is one round trip.
 *
 * @throws {WireError} when no answer came, and the code may be spent
 * @throws {TokenRefusal} when the provider refused
 * @throws {AuthError} token-invalid, id-token-…
 */
export async function exchangeCode(
  wire: Wire,
  { clientId, attempt, code }: { clientId: string; attempt: Attempt; code: string },
): Promise<Tokens & { readonly identity: Identity }> {
  const { provider, redirectUri, verifier, nonce, scope, maxAge } = attempt
  const server = toServer(provider)
  const keys = fetchKeys(wire, provider)
  const answer = await tokenRequest(wire, (options) => {
    const parameters = new URLSearchParams({ code, state: attempt.state, iss: provider.issuer })
    const checked = validateAuthResponse(server, { client_id: clientId }, parameters, attempt.state)
    return authorizationCodeGrantRequest(
      server,
      { client_id: clientId },
      None(),
      checked,
      redirectUri,
      reveal(verifier),
      options,
    )
  })
  const response = toResponse(answer)
  const tokens = await readTokens(wire, { provider, clientId, requested: scope, answer, proof: { nonce, maxAge } })
  const identity = tokens.identity
  if (!identity) throw new AuthError('id-token-missing', 'The token response has no ID token')
  await settle(
    processAuthorizationCodeResponse(server, toClient(clientId), response, {
      expectedNonce: reveal(nonce),
      requireIdToken: true,
      ...(maxAge !== undefined && { maxAge }),
    }),
  )
  await checkSignature(wire, provider, response, keys)
  return { ...tokens, identity }
}

/** Renews with the session's refresh token. Throws as `exchangeCode` does. */
export async function exchangeRefreshToken(
  wire: Wire,
  { clientId, session, refreshToken }: { clientId: string; session: Session; refreshToken: Secret<'refresh-token'> },
): Promise<Tokens> {
  const { provider, grant, claims } = session
  const server = toServer(provider)
  const answer = await tokenRequest(wire, (options) =>
    refreshTokenGrantRequest(server, { client_id: clientId }, None(), reveal(refreshToken), options),
  )
  const response = toResponse(answer)
  const requested = grant.scopes.join(' ')
  const tokens = await readTokens(wire, { provider, clientId, requested, answer, proof: { previous: claims } })
  await settle(processRefreshTokenResponse(server, toClient(clientId), response))
  if (tokens.identity) await checkSignature(wire, provider, response, fetchKeys(wire, provider))
  return tokens
}

// A fresh object each time: oauth4webapi keys its caches by it.
function toServer(provider: Provider): AuthorizationServer {
  return {
    ...provider,
    id_token_signing_alg_values_supported: [...toAlgorithms(provider.id_token_signing_alg_values_supported)],
  } as AuthorizationServer
}

const toClient = (clientId: string): Client => ({ client_id: clientId, [clockTolerance]: 60 })

// biome-ignore lint/suspicious/noExplicitAny: the option types of oauth4webapi's requests differ only in what we leave out.
async function tokenRequest(wire: Wire, request: (options: any) => Promise<unknown>): Promise<Answer> {
  let answer: Answer | undefined
  let fault: unknown
  await request({
    [allowInsecureRequests]: wire.isLoopback,
    [customFetch]: async (url: string, init: RequestInit) => {
      try {
        answer = await ask(wire, url, init, TOKEN_LIMITS)
        return toResponse(answer)
      } catch (error) {
        fault = error
        throw error
      }
    },
  }).catch((error: unknown) => {
    fault ??= error
  })
  if (!answer) throw fault
  if (answer.status !== 200) throw new TokenRefusal(answer)
  return answer
}

interface Reading {
  readonly provider: Provider
  readonly clientId: string
  readonly requested: string
  readonly answer: Answer
  readonly proof: Expectation['proof']
}

const invalid = (why: string) => new AuthError('token-invalid', `The token response is not usable: ${why}`, { why })
// What a header can carry (RFC 6749 appendix A.12, A.17): anything else would be printed by an engine's own error.
const isTokenText = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)

async function readTokens(wire: Wire, { provider, clientId, requested, answer, proof }: Reading): Promise<Tokens> {
  const body = toJson(answer)
  if (!body) throw invalid('not a JSON object')
  const { access_token, token_type, refresh_token, id_token, scope, expires_in } = body
  if (!isTokenText(access_token)) throw invalid('no access token of allowed characters')
  if (typeof token_type !== 'string' || token_type.toLowerCase() !== 'bearer') throw invalid('not a bearer token')
  if (refresh_token !== undefined && !isTokenText(refresh_token)) throw invalid('a malformed refresh token')
  if (scope !== undefined && typeof scope !== 'string') throw invalid('a malformed scope')
  const moment = wire.now()
  const accessToken = new Secret<'access-token'>(access_token)
  const algorithms = toAlgorithms(provider.id_token_signing_alg_values_supported)
  const { digest } = wire
  const expected = { issuer: provider.issuer, clientId, algorithms, now: moment.wall, accessToken, digest, proof }
  return {
    grant: {
      accessToken,
      scopes: (scope ?? requested).split(' ').filter(Boolean),
      lifetime: toLifetime(expires_in, moment),
    },
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
    identity: id_token === undefined ? undefined : await readIdentity(id_token, expected),
  }
}

async function readIdentity(value: unknown, expected: Expectation): Promise<Identity> {
  if (typeof value !== 'string')
    throw new AuthError('id-token-malformed', 'The ID token is no text', { why: 'no text' })
  const parts = parseIdToken(value)
  const checks = await checkIdToken(parts, expected)
  const { alg } = parts.header
  const { exp, iat } = parts.claims
  return {
    // `checkIdToken` has seen iss and sub to be texts, alg to be one of ours, exp and iat to be numbers.
    claims: parts.claims as Claims,
    idToken: new Secret(value),
    report: { alg: String(alg), checks: ['signature', ...checks], iat: Number(iat), exp: Number(exp) },
  }
}

/** oauth4webapi's own reading, as a second opinion. Its errors hold the tokens, so none of them goes on. */
async function settle(reading: Promise<unknown>): Promise<void> {
  await reading.catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
    throw invalid(code)
  })
}

type KeySet = { readonly answer: Answer } | { readonly failed: true }

// Never rejects: while the token request runs nobody listens.
function fetchKeys(wire: Wire, provider: Provider): Promise<KeySet> {
  return ask(wire, provider.jwks_uri, { headers: { accept: 'application/json' } }, KEYS_LIMITS).then(
    (answer) => ({ answer }),
    () => ({ failed: true }),
  )
}

/**
 * Verifies the ID token's signature, always, with the keys fetched beside the token request; and once more with a fresh
 * set when that one does not hold the key or the signature fails, because keys rotate.
 */
async function checkSignature(
  wire: Wire,
  provider: Provider,
  response: Response,
  first: Promise<KeySet>,
): Promise<void> {
  const set = await first
  if (await isSigned(wire, provider, response, set).catch(() => false)) return
  const fresh = await fetchKeys(wire, provider)
  if ('failed' in fresh || fresh.answer.status !== 200) {
    const why = 'failed' in fresh ? 'no answer' : `status ${fresh.answer.status}`
    throw new AuthError('id-token-keys', "The provider's keys could not be fetched", { why })
  }
  if (await isSigned(wire, provider, response, fresh).catch(() => false)) return
  throw new AuthError('id-token-signature', "The ID token's signature is not the provider's")
}

async function isSigned(wire: Wire, provider: Provider, response: Response, set: KeySet): Promise<boolean> {
  if ('failed' in set) return false
  await validateApplicationLevelSignature(toServer(provider), response, {
    [allowInsecureRequests]: wire.isLoopback,
    [customFetch]: async () =>
      new Response(set.answer.text, { status: set.answer.status, headers: keyHeaders(set.answer) }),
  })
  return true
}

const keyHeaders = ({ headers }: Answer) => ({ 'content-type': headers.get('content-type') ?? '' })
