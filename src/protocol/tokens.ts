import {
  authorizationCodeGrantRequest,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
} from 'oauth4webapi'
import type { Audience } from '../domain/api.js'
import type { Attempt } from '../domain/attempt.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { CheckedResponse } from './authorization-response.js'
import { toClient, toServer } from './parties.js'
import type { Expectation } from './received-id-token.js'
import { askForKeys, mayVerify } from './signature.js'
import { toUnavailable } from './token-errors.js'
import { type OnRefused, type RenewedTokens, requestTokens, type Tokens } from './token-request.js'
import type { Answer, Wire } from './wire.js'

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
  const keys = openid ? askForKeys(wire, provider) : undefined
  // Beside the token request, too: what it takes to verify with keys that are odd.
  keys?.then((answer) => mayVerify(wire, answer))
  const tokens = await requestTokens(wire, {
    ...attempt,
    clientId,
    audiences,
    proof: attempt,
    keys,
    onRefused,
    toUnanswered: (why) => toUnanswered(why, provider),
    toError: (failed, { toExchangeError }) => toExchangeError(failed, [reveal(nonce)]),
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
    onRefused,
    toUnanswered: () => toUnavailable(),
    toError: (failed, { toRenewalError }) =>
      toRenewalError(failed, [reveal(grant.accessToken)], {
        now: wire.now().wall + session.clockOffset * 1000,
        isForAudience: !!audience,
      }),
    send: (options) =>
      refreshTokenGrantRequest(toServer(provider), toClient(clientId), None(), reveal(refreshToken), {
        ...options,
        additionalParameters,
      }),
    process: processRefreshTokenResponse,
  }).catch((error) => {
    const { claim, audiences } = Object(error.details)
    // What could not be loaded is no word of the provider's.
    if (error.code === 'protocol-unavailable') throw toUnavailable()
    throw /^(refresh|api)/.test(error.code)
      ? error
      : toAuthError('refresh-invalid', 'The renewed tokens failed their checks', {
          why: error.code,
          ...(claim && { claim }),
          ...(audiences && { audiences }),
        })
  })
}

/** What it means that a code got no answer. It may be spent: only a new sign-in helps. */
function toUnanswered(why: string, { token_endpoint: url }: Provider): AnyAuthError {
  const message = `The token endpoint gave no tokens: ${why}`
  if (why === 'redirected') return toAuthError('token-redirected', message)
  if (why === 'unreachable') return toAuthError('token-unreachable', message, { url })
  return why === 'timeout'
    ? toAuthError('token-unavailable', message, { status: undefined })
    : toAuthError('token-invalid', message, { why })
}
