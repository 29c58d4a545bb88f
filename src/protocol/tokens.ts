import {
  type AuthorizationServer,
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  processGenericTokenEndpointResponse,
  validateApplicationLevelSignature,
} from 'oauth4webapi'
import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import { toLifetime } from '../domain/expires-in.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import { checkIdToken, type Expectation, type Identity, toAlgorithms } from './id-token.js'
import { type Answer, ask, DOCUMENT_MS, TOKEN_MS, type Wire, WireError } from './wire.js'

/** What a token response gives once everything in it is checked. */
export interface Tokens {
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
  /** Absent in a renewal whose answer has no ID token (OpenID Connect Core 1.0, section 12.2). */
  readonly identity: Identity | undefined
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
 * a user is one round trip. The same code is never sent twice (RFC 6749 section 4.1.2).
 *
 * @throws {WireError} when no answer came, and the code may be spent
 * @throws {TokenRefusal} when the provider refused
 * @throws {AuthError} token-invalid, id-token-…
 */
export async function exchangeCode(
  wire: Wire,
  { clientId, attempt, code }: { clientId: string; attempt: Attempt; code: string },
): Promise<Tokens & { readonly identity: Identity }> {
  const { provider, redirectUri, verifier, scope } = attempt
  const tokens = await requestTokens(
    wire,
    { provider, clientId, scope, proof: attempt, keys: fetchKeys(wire, provider) },
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: reveal(verifier),
    },
  )
  const { identity } = tokens
  if (!identity) throw new AuthError('id-token-missing', 'The token response has no ID token')
  return { ...tokens, identity }
}

/** Renews with the session's refresh token. Throws as `exchangeCode` does. */
export async function exchangeRefreshToken(
  wire: Wire,
  { clientId, session, refreshToken }: { clientId: string; session: Session; refreshToken: Secret<'refresh-token'> },
): Promise<Tokens> {
  const { provider, grant, claims } = session
  // Before the old token is spent: an answer whose signature cannot be checked would be lost with it.
  const keys = await fetchKeys(wire, provider)
  if (keys?.status !== 200) throw new WireError('unreachable')
  return requestTokens(
    wire,
    { provider, clientId, scope: grant.scopes.join(' '), proof: { previous: claims }, keys: Promise.resolve(keys) },
    {
      grant_type: 'refresh_token',
      refresh_token: reveal(refreshToken),
    },
  )
}

type KeySet = Promise<Answer | undefined>

interface TokenRequest {
  readonly provider: Provider
  readonly clientId: string
  /** What was asked for: a response that names no scope granted it (RFC 6749 section 5.1). */
  readonly scope: string
  readonly proof: Expectation['proof']
  readonly keys?: KeySet
}

async function requestTokens(
  wire: Wire,
  request: TokenRequest,
  form: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const { provider, clientId } = request
  const body = new URLSearchParams({ ...form, client_id: clientId })
  const answer = await ask(wire, provider.token_endpoint, TOKEN_MS, { method: 'POST', body })
  if (answer.status !== 200 || !answer.json) throw new TokenRefusal(answer)
  const tokens = await readTokens(wire, request, answer)
  await checkSignature(wire, request, answer, tokens.identity)
  return tokens
}

const invalid = (why: string) => new AuthError('token-invalid', `The token response is not usable: ${why}`, { why })
// What a header can carry (RFC 6749 appendix A.12, A.17): anything else would be printed by an engine's own error.
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value)

async function readTokens(wire: Wire, request: TokenRequest, { json = {} }: Answer): Promise<Tokens> {
  const { access_token, token_type, refresh_token, id_token, scope = request.scope, expires_in } = json
  if (!isToken(access_token)) throw invalid('access_token')
  if (!/^bearer$/i.test(String(token_type))) throw invalid('token_type')
  if (refresh_token !== undefined && !isToken(refresh_token)) throw invalid('refresh_token')
  const accessToken = new Secret<'access-token'>(access_token)
  const { issuer, id_token_signing_alg_values_supported: announced } = request.provider
  const expected: Expectation = { ...request, issuer, algorithms: toAlgorithms(announced), accessToken }
  return {
    grant: {
      accessToken,
      scopes: String(scope).split(' ').filter(Boolean),
      lifetime: toLifetime(expires_in, wire.now()),
    },
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
    identity: id_token === undefined ? undefined : await checkIdToken(wire, id_token, expected),
  }
}

// Never rejects: while the token request runs nobody listens.
const fetchKeys = (wire: Wire, { jwks_uri }: Provider): KeySet =>
  ask(wire, jwks_uri, DOCUMENT_MS).catch(() => undefined)

/**
 * oauth4webapi reads the response as a second opinion and verifies the ID token's signature, always: with the keys fetched
 * beside the token request, and once more with a fresh set when that one does not hold the key or the signature fails,
 * because keys rotate.
 */
async function checkSignature(
  wire: Wire,
  request: TokenRequest,
  answer: Answer,
  identity: Identity | undefined,
): Promise<void> {
  const { provider, clientId } = request
  const response = toResponse(answer, 'application/json')
  const client = { client_id: clientId, [clockTolerance]: 60 }
  await processGenericTokenEndpointResponse(toServer(provider), client, response).catch(() => {
    // Its errors hold the tokens: none of them goes on.
    throw invalid('oauth4webapi refuses it')
  })
  if (!identity) return
  const isSigned = async (keys: Answer | undefined): Promise<boolean> => {
    if (keys?.status !== 200) return false
    const options = {
      [allowInsecureRequests]: wire.isLoopback,
      [customFetch]: async () => toResponse(keys, keys.headers.get('content-type') ?? ''),
    }
    return validateApplicationLevelSignature(toServer(provider), response, options).then(
      () => true,
      () => false,
    )
  }
  if (await isSigned(await request.keys)) return
  const fresh = await fetchKeys(wire, provider)
  if (await isSigned(fresh)) return
  if (fresh?.status === 200) throw new AuthError('id-token-signature', "The ID token's signature is not the provider's")
  throw new AuthError('id-token-keys', "The provider's keys could not be fetched", {
    why: `status ${fresh?.status ?? 'none'}`,
  })
}

const toResponse = ({ text, status }: Answer, type: string) =>
  new Response(text, { status, headers: { 'content-type': type } })

// A fresh object each time, because oauth4webapi keys its caches by it; and only algorithms that we accept.
const toServer = (provider: Provider): AuthorizationServer =>
  ({
    ...provider,
    id_token_signing_alg_values_supported: toAlgorithms(provider.id_token_signing_alg_values_supported),
  }) as AuthorizationServer
