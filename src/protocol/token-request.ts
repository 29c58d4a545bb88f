import type { AuthorizationServer, Client, TokenEndpointRequestOptions, TokenEndpointResponse } from 'oauth4webapi'
import { type AnyAuthError, isAuthError } from '../domain/errors.js'
import { toLifetime } from '../domain/expires-in.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { Secret } from '../domain/secret.js'
import type { AuthorizationDetail, Grant } from '../domain/session.js'
import { TOKEN_MS } from './ask.js'
import { checkIdToken, type Identity } from './id-token.js'
import { checkTimes, findOdd, findWrong, isRefreshToken, isToken, TOKEN_RESPONSE } from './left-open.js'
import { toServer } from './parties.js'
import { type Expectation, type Received, receive, toClientFor } from './received-id-token.js'
import type { Revocable } from './revocation.js'
import { toTokenError } from './token-errors.js'
import { createTransport } from './transport.js'
import type { Answer, Failed, Failures, JsonObject, Wire } from './wire.js'

/** What a token response gives once everything in it is checked: of an ID token, too, when there is one. */
export type Tokens = Partial<Identity> & {
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
}

/** What a renewal gives: an answer may have no access token, and all the rest. */
export type RenewedTokens = Omit<Tokens, 'grant'> & { readonly grant: Grant | undefined }

/** Told of what an answer brought before it is refused, so that it can be revoked: whoever gets the error has no token. */
export type OnRefused = (received: Revocable) => void

/** A request to the token endpoint, and what its answer must fit. */
export interface TokenRequest extends Omit<Expectation, 'keys'> {
  /** The provider's keys; without them no ID token is taken: nobody is identified. */
  readonly keys: Expectation['keys'] | undefined
  /** The key that the tokens are bound to; without one they are bearer tokens. */
  readonly proofKey?: ProofKey | undefined
  readonly clockOffset?: number
  /** What was asked for: a response that names no scope granted it (RFC 6749 section 5.1). */
  readonly scope: string
  readonly onRefused?: OnRefused | undefined
  /** What it means when there is no answer, and why. */
  readonly toUnanswered: (why: string) => AnyAuthError
  /** What it means when there is one without tokens. */
  readonly toError: (failed: Failed, failures: Failures) => AnyAuthError
  readonly send: (options: TokenEndpointRequestOptions) => Promise<Response>
  readonly process: (server: AuthorizationServer, client: Client, response: Response) => Promise<TokenEndpointResponse>
}

/** Sends a request to the token endpoint, and takes what is checked of its answer. */
export async function requestTokens(wire: Wire, request: TokenRequest): Promise<RenewedTokens> {
  const { provider, clientId, proofKey, keys, proof } = request
  let received: Received | undefined
  const transport = createTransport(wire, {
    milliseconds: TOKEN_MS,
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
  const attempt = async (options: TokenEndpointRequestOptions) => {
    const response = await request.send(options)
    const { json } = transport.answer
    const token = keys && json?.['id_token']
    received = typeof token === 'string' && transport.answer.status === 200 ? receive(wire, token, proof) : undefined
    if (received) checkTimes(received)
    const client = toClientFor(wire, clientId, received)
    return { response, body: await request.process(toServer(provider), client, response) }
  }
  try {
    const { response, body } = await transport.send(request, attempt)
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
    if (!answer.status) throw request.toUnanswered(answer.why)
    const { loadFailures } = await wire.parts()
    const failures = await loadFailures()
    if (answer.status !== 200 || !answer.json) throw request.toError(transport, failures)
    throw failures.fromLibrary(error) ?? toTokenError('form')
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
  if (status === 201) wire.report('provider-answer-mended', 'The status 201 of the token endpoint')
  const { scope } = json
  const isList = Array.isArray(scope) && scope.every((one) => typeof one === 'string')
  if (isList) wire.report('provider-answer-mended', 'The scope of the token response')
  const readable: JsonObject = { ...json, ...(isList && { scope: scope.join(' ') }) }
  const odd = proof.previous ? findOdd(keys ? readable : { ...readable, id_token: undefined }) : []
  for (const name of odd) wire.report('provider-answer-odd', `The ${name} of a renewal`)
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
