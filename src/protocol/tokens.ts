import type { Audience } from '../domain/api.js'
import type { Attempt } from '../domain/attempt.js'
import type { AnyAuthError } from '../domain/errors.js'
import { toLifetime } from '../domain/expires-in.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { AuthorizationDetail, Grant, Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { checkIdToken, type Expectation, findWrong, type Identity } from './id-token.js'
import { toAudienceError, toExchangeError, toRenewalError } from './refusal.js'
import { askForKeys } from './signature.js'
import { type Answer, askBound, TOKEN_MS, toText, type Wire } from './wire.js'

/** What a token response gives once everything in it is checked: of an ID token, too, when there is one. */
export type Tokens = Partial<Identity> & {
  readonly grant: Grant
  readonly refreshToken: Secret<'refresh-token'> | undefined
}

/**
 * Exchanges the code of a checked return for tokens. The key set is fetched beside the token request, so that the way to
 * a user is one round trip. The same code is never sent twice (RFC 6749 section 4.1.2).
 *
 * @throws {AuthError} token-…, id-token-…
 */
export async function exchangeCode(wire: Wire, { clientId, attempt, code, openid = true }: Exchange): Promise<Tokens> {
  const { provider, redirectUri, verifier } = attempt
  const keys = openid ? askForKeys(wire, provider) : undefined
  const request = { ...attempt, clientId, proof: attempt, keys, toError: toExchangeError }
  const tokens = await requestTokens(wire, request, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: reveal(verifier),
  })
  if (openid && !tokens.claims) throw toAuthError('id-token-missing', 'The token response has no ID token')
  return tokens
}

interface Exchange {
  readonly clientId: string
  readonly attempt: Attempt
  readonly code: string
  readonly openid?: boolean | undefined
}

/** What a refresh token is spent for. */
interface Spending {
  readonly clientId: string
  readonly session: Session
  readonly refreshToken: Secret<'refresh-token'>
  /** The provider's key set, asked for before: an answer whose signature cannot be checked would be lost with the token. */
  readonly keys: Answer | undefined
  /** Whom the token is for; the same as that of the sign-in unless set. */
  readonly audience: Audience | undefined
}

/**
 * Renews with the session's refresh token. The answer may have no ID token (OpenID Connect Core 1.0, section 12.2).
 *
 * @throws {AuthError} refresh-unavailable, refresh-rejected, refresh-invalid; api-not-granted for an audience
 */
export async function exchangeRefreshToken(
  wire: Wire,
  { clientId, session, refreshToken, keys, audience }: Spending,
): Promise<Tokens> {
  const { provider, grant, claims } = session
  const without = session.without?.split(' ')
  const scope = audience
    ? [audience.scope, session.more?.[audience.key]].filter(Boolean).join(' ')
    : without && grant.scopes.filter((granted) => !without.includes(granted)).join(' ')
  return requestTokens(
    wire,
    {
      provider,
      clientId,
      scope: scope ?? grant.scopes.join(' '),
      proof: { previous: claims, clockOffset: session.clockOffset },
      proofKey: session.proofKey,
      clockOffset: session.clockOffset,
      keys,
      toError: (answer) => {
        const error = audience && toAudienceError(answer)
        return error ?? toRenewalError(answer, wire.now().wall + session.clockOffset * 1000)
      },
    },
    {
      ...audience?.parameters,
      ...(scope && { scope }),
      grant_type: 'refresh_token',
      refresh_token: reveal(refreshToken),
    },
  ).catch((error) => {
    throw /^(refresh|api)/.test(error.code)
      ? error
      : toAuthError('refresh-invalid', 'The renewed tokens failed their checks', { why: error.code })
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
  /** What it means when there are no tokens. */
  readonly toError: (answer: Answer, provider: Provider) => AnyAuthError
}

// What a header can carry (RFC 6749 appendix A.12, A.17): anything else would be printed by an engine's own error.
const isToken = (value: unknown): boolean => typeof value === 'string' && /^[!-~]+$/.test(value)

async function requestTokens(
  wire: Wire,
  request: TokenRequest,
  form: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const { provider, clientId, toError, proofKey: key, clockOffset, keys } = request
  const body = new URLSearchParams({ ...form, client_id: clientId })
  const url = provider.token_endpoint
  const init = { method: 'POST', body }
  const answer = await askBound(wire, { key, clockOffset, url, milliseconds: TOKEN_MS, init })
  if (answer.status !== 200 || !answer.json) throw toError(answer, provider)
  const { access_token, token_type, refresh_token, id_token, scope = request.scope, expires_in } = answer.json
  const { authorization_details: details } = answer.json
  const why = findWrong({
    access_token: isToken(access_token),
    // Whoever gives a bearer token for a proof would have the binding dropped (RFC 9449 section 5).
    token_type: (key ? /^dpop$/i : /^bearer$/i).test(toText(token_type)),
    refresh_token: refresh_token === undefined || isToken(refresh_token),
    scope: typeof scope === 'string',
    authorization_details:
      details === undefined || (Array.isArray(details) && details.every((one) => typeof one?.type === 'string')),
  })
  if (why) throw toAuthError('token-invalid', `The token response has a wrong ${why}`, { why })
  return {
    grant: {
      // That these are texts was checked above.
      accessToken: new Secret(access_token as string),
      scopes: (scope as string).split(' ').filter(Boolean),
      generation: 0,
      // Each was seen to have a type.
      details: details as readonly AuthorizationDetail[] | undefined,
      lifetime: toLifetime(expires_in, wire.now()),
    },
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token as string),
    ...(id_token !== undefined && keys && (await checkIdToken(wire, { id_token, access_token }, { ...request, keys }))),
  }
}
