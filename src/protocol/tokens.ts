import {
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  type Client,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  type TokenEndpointRequestOptions,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import type { Audience } from '../domain/api.js'
import type { Attempt } from '../domain/attempt.js'
import { type AnyAuthError, isAuthError } from '../domain/errors.js'
import { toLifetime } from '../domain/expires-in.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { AuthorizationDetail, Grant, Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { CheckedResponse } from './authorization-response.js'
import { toAudienceError, toExchangeError, toRenewalError } from './error-response.js'
import { checkIdToken, type Identity } from './id-token.js'
import { checkTimes, findOdd, findWrong, isRefreshToken, isToken, TOKEN_RESPONSE } from './left-open.js'
import { fromLibrary, toTokenError } from './library-errors.js'
import { toClient, toServer } from './parties.js'
import { type Expectation, type Received, receive, toClientFor } from './received-id-token.js'
import type { Revocable } from './revocation.js'
import { askForKeys } from './signature.js'
import { createTransport } from './transport.js'
import { type Answer, type JsonObject, type ProofOptions, TOKEN_MS, type Wire } from './wire.js'

/** What a token response gives once everything in it is checked: of an ID token, too, when there is one. */
export type Tokens = Partial<Identity> & {
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
}

/** What a renewal gives: an answer may have no access token, and all the rest. */
export type RenewedTokens = Omit<Tokens, 'grant'> & { readonly grant: Grant | undefined }

/** Told of what an answer brought before it is refused, so that it can be revoked: whoever gets the error has no token. */
export type OnRefused = (received: Revocable) => void

/**
 * Exchanges the code of a checked return for tokens. The key set is fetched beside the token request, so that the way to
 * a user is one round trip. The same code is never sent twice (RFC 6749 section 4.1.2), but for the want of a nonce.
 *
 * @throws {AuthError} token-…, id-token-…
 */
export async function exchangeCode(
  wire: Wire,
  { clientId, audiences, attempt, response, openid = true, onRefused }: Exchange,
): Promise<Tokens> {
  const { provider, redirectUri, verifier, nonce, maxAge } = attempt
  const tokens = await requestTokens(wire, {
    ...attempt,
    clientId,
    audiences,
    proof: attempt,
    keys: openid ? askForKeys(wire, provider) : undefined,
    secrets: [reveal(nonce)],
    onRefused,
    toError: toExchangeError,
    send: (options) =>
      authorizationCodeGrantRequest(
        toServer(provider),
        toClient(clientId),
        None(),
        response,
        redirectUri,
        reveal(verifier),
        options,
      ),
    process: (server, client, answer) =>
      processAuthorizationCodeResponse(
        server,
        client,
        answer,
        openid
          ? { requireIdToken: true, expectedNonce: reveal(nonce), ...(maxAge !== undefined && { maxAge }) }
          : undefined,
      ),
  })
  // The library takes none without an access token; a renewal's answer is shown to it with one.
  return tokens as Tokens
}

interface Exchange extends Pick<Expectation, 'clientId' | 'audiences'> {
  readonly attempt: Attempt
  readonly response: CheckedResponse
  readonly openid?: boolean | undefined
  readonly onRefused?: OnRefused
}

/** What a refresh token is spent for. */
interface Spending extends Pick<Expectation, 'clientId' | 'audiences'> {
  readonly session: Session
  readonly refreshToken: Secret<'refresh-token'>
  /** The provider's key set, asked for before: an answer whose signature cannot be checked would be lost with the token. */
  readonly keys: Answer | undefined
  /** Whom the token is for; the same as that of the sign-in unless set. */
  readonly audience: Audience | undefined
  readonly onRefused?: OnRefused
}

/**
 * Renews with the session's refresh token. The answer may have no ID token (OpenID Connect Core 1.0, section 12.2); without an access
 * token, too, it may bring the next refresh token, which is checked like any other.
 *
 * @throws {AuthError} refresh-unavailable, refresh-rejected, refresh-invalid; api-not-granted for an audience
 */
export async function exchangeRefreshToken(
  wire: Wire,
  { clientId, audiences, session, refreshToken, keys, audience, onRefused }: Spending,
): Promise<RenewedTokens> {
  const { provider, grant, claims } = session
  const without = session.without?.toLowerCase().split(' ')
  const scope = audience
    ? [audience.scope, session.more?.[audience.key]].filter(Boolean).join(' ')
    : without && grant.scopes.filter((granted) => !without.includes(granted.toLowerCase())).join(' ')
  const additionalParameters = { ...audience?.parameters, ...(scope && { scope }) }
  return requestTokens(wire, {
    provider,
    clientId,
    audiences,
    scope: scope ?? grant.scopes.join(' '),
    proof: { previous: claims, clockOffset: session.clockOffset },
    proofKey: session.proofKey,
    clockOffset: session.clockOffset,
    keys,
    secrets: [reveal(grant.accessToken)],
    onRefused,
    toError: (answer) => {
      const error = audience && toAudienceError(answer)
      return error ?? toRenewalError(answer, wire.now().wall + session.clockOffset * 1000)
    },
    send: (options) =>
      refreshTokenGrantRequest(toServer(provider), toClient(clientId), None(), reveal(refreshToken), {
        ...options,
        additionalParameters,
      }),
    process: processRefreshTokenResponse,
  }).catch((error) => {
    const { claim, audiences } = Object(error.details)
    throw /^(refresh|api)/.test(error.code)
      ? error
      : toAuthError('refresh-invalid', 'The renewed tokens failed their checks', {
          why: error.code,
          ...(claim && { claim }),
          ...(audiences && { audiences }),
        })
  })
}

interface TokenRequest extends Omit<Expectation, 'keys'> {
  /** The provider's keys; without them no ID token is taken: nobody is identified. */
  readonly keys: Expectation['keys'] | undefined
  /** The key that the tokens are bound to; without one they are bearer tokens. */
  readonly proofKey?: ProofKey | undefined
  readonly clockOffset?: number
  /** What was asked for: a response that names no scope granted it (RFC 6749 section 5.1). */
  readonly scope: string
  readonly onRefused?: OnRefused | undefined
  /** What an error must not repeat, besides what is sent and received. */
  readonly secrets: readonly string[]
  /** What it means when there are no tokens. */
  readonly toError: (answer: Answer, provider: Provider) => AnyAuthError
  readonly send: (options: TokenEndpointRequestOptions) => Promise<Response>
  readonly process: (server: AuthorizationServer, client: Client, response: Response) => Promise<TokenEndpointResponse>
}

async function requestTokens(wire: Wire, request: TokenRequest): Promise<RenewedTokens> {
  const { provider, clientId, toError, proofKey, keys, proof, send, process } = request
  let received: Received | undefined
  const transport = createTransport(wire, {
    milliseconds: TOKEN_MS,
    secrets: request.secrets,
    mend: (answer) => toMended(wire, request, answer),
    // How long a token lasts is read below: to the library an odd lifetime is no token at all.
    toStandard: ({ expires_in: _, id_token, ...json }) => ({
      ...json,
      // Its rest is checked all the same: the one before is spent.
      ...(proof.previous &&
        !json['access_token'] && { access_token: 'none', token_type: proofKey ? 'DPoP' : 'Bearer' }),
      ...(keys && id_token !== undefined && { id_token: received?.shown ?? id_token }),
    }),
  })
  const attempt = async (options: ProofOptions) => {
    // What adds a proof is opaque here; the library made it.
    const response = await send({ ...transport.options, ...(options as TokenEndpointRequestOptions) })
    const { json } = transport.answer
    const token = keys && json?.['id_token']
    received = typeof token === 'string' && transport.answer.status === 200 ? receive(wire, token, proof) : undefined
    if (received) checkTimes(received)
    const client = toClientFor(wire, clientId, received)
    return { response, body: await process(toServer(provider), client, response) }
  }
  try {
    const { response, body } = await (proofKey
      ? (await wire.dpopProofs()).run({ ...request, proofKey }, attempt)
      : attempt({}))
    const why = findWrong(TOKEN_RESPONSE, { ...body, isBound: !!proofKey })
    if (why) throw toTokenError(why)
    const { refresh_token, scope = request.scope, authorization_details: details } = body
    const accessToken = transport.answer.json?.['access_token'] as string | undefined
    return {
      grant:
        accessToken === undefined
          ? undefined
          : {
              accessToken: new Secret(accessToken),
              scopes: scope.split(' ').filter(Boolean),
              generation: 0,
              // Each was seen to have a type.
              details: details as readonly AuthorizationDetail[] | undefined,
              lifetime: toLifetime(transport.answer.json?.['expires_in'], wire.now()),
              receivedAt: wire.now().wall,
            },
      refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
      ...(received && keys && (await checkIdToken(wire, received, { ...request, keys, response, accessToken }))),
    }
  } catch (error) {
    const { answer } = transport
    const received = toReceived(answer, provider)
    if (received) request.onRefused?.(received)
    if (isAuthError(error)) throw error
    if (answer.status !== 200 || !answer.json) throw toError(answer, provider)
    throw fromLibrary(error) ?? toTokenError('form')
  }
}

/**
 * An answer of the token endpoint as all that follows takes it. A renewal goes on with what is sound: the refresh token may be
 * spent, and a member that cannot be read says nothing of whose the tokens are.
 */
function toMended(wire: Wire, { proof, keys }: TokenRequest, answer: Answer): Answer {
  const { status, json } = answer
  if (!json || (status !== 200 && status !== 201)) return answer
  // GitHub's way to say it.
  if ('error' in json) return { ...answer, status: 400, why: 'status 400' }
  if (status === 201) wire.report('provider-answer-mended', 'the status 201 of the token endpoint')
  const { scope } = json
  const isList = Array.isArray(scope) && scope.every((one) => typeof one === 'string')
  if (isList) wire.report('provider-answer-mended', 'the scope of the token response')
  const readable: JsonObject = { ...json, ...(isList && { scope: scope.join(' ') }) }
  const odd = proof.previous ? findOdd(keys ? readable : { ...readable, id_token: undefined }) : []
  for (const name of odd) wire.report('provider-answer-odd', `the ${name} of a renewal`)
  const sound = Object.entries(readable).filter(([name]) => !odd.includes(name))
  return { ...answer, status: 200, why: 'status 200', json: Object.fromEntries(sound) }
}

/** The tokens of an answer that is refused, if there are any: what is no token goes nowhere. */
function toReceived({ json }: Answer, provider: Provider): Revocable | undefined {
  const { access_token, refresh_token } = json ?? {}
  const accessToken = isToken(access_token) ? new Secret<'access-token'>(access_token) : undefined
  const refreshToken = isRefreshToken(refresh_token) ? new Secret<'refresh-token'>(refresh_token) : undefined
  if (!accessToken && !refreshToken) return undefined
  return { provider, refreshToken, grant: accessToken && { accessToken } }
}
