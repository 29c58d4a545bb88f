import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import { toLifetime } from '../domain/time.js'
import { askForKeys, checkIdToken, type Expectation, type Identity } from './id-token.js'
import { toExchangeError, toRenewalError, toUnavailable } from './refusal.js'
import { type Answer, ask, TOKEN_MS, type Wire } from './wire.js'

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
export async function exchangeCode(
  wire: Wire,
  { clientId, attempt, code }: { clientId: string; attempt: Attempt; code: string },
): Promise<Tokens & Identity> {
  const { provider, redirectUri, verifier } = attempt
  const request = { ...attempt, clientId, proof: attempt, keys: askForKeys(wire, provider) }
  const answer = await askForTokens(wire, request, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: reveal(verifier),
  })
  if (answer.status !== 200 || !answer.json) throw toExchangeError(answer, provider.token_endpoint)
  const { claims, idToken, idTokenReport, ...tokens } = await readTokens(wire, request, answer)
  if (!claims || !idToken || !idTokenReport) {
    throw new AuthError('id-token-missing', 'The token response has no ID token')
  }
  return { ...tokens, claims, idToken, idTokenReport }
}

/**
 * Renews with the session's refresh token. The answer may have no ID token (OpenID Connect Core 1.0, section 12.2).
 *
 * @throws {AuthError} refresh-unavailable, refresh-rejected, refresh-invalid
 */
export async function exchangeRefreshToken(
  wire: Wire,
  { clientId, session, refreshToken }: { clientId: string; session: Session; refreshToken: Secret<'refresh-token'> },
): Promise<Tokens> {
  const { provider, grant, claims } = session
  // Before the old token is spent: an answer whose signature cannot be checked would be lost with it.
  const keys = await askForKeys(wire, provider)
  if (keys.status !== 200) throw toUnavailable()
  const request = { provider, clientId, scope: grant.scopes.join(' '), proof: { previous: claims }, keys }
  const answer = await askForTokens(wire, request, {
    grant_type: 'refresh_token',
    refresh_token: reveal(refreshToken),
  })
  if (answer.status !== 200 || !answer.json) throw toRenewalError(answer)
  return readTokens(wire, request, answer).catch((error) => {
    throw new AuthError('refresh-invalid', 'The renewed tokens failed their checks', { why: error.code })
  })
}

interface TokenRequest extends Expectation {
  /** What was asked for: a response that names no scope granted it (RFC 6749 section 5.1). */
  readonly scope: string
}

const askForTokens = (
  wire: Wire,
  { provider, clientId }: TokenRequest,
  form: Readonly<Record<string, string>>,
): Promise<Answer> =>
  ask(wire, provider.token_endpoint, TOKEN_MS, {
    method: 'POST',
    body: new URLSearchParams({ ...form, client_id: clientId }),
  })

// What a header can carry (RFC 6749 appendix A.12, A.17): anything else would be printed by an engine's own error.
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value)

async function readTokens(wire: Wire, request: TokenRequest, { json = {} }: Answer): Promise<Tokens> {
  const { access_token, token_type, refresh_token, id_token, scope = request.scope, expires_in } = json
  const invalid = (why: string) => new AuthError('token-invalid', `The token response has a wrong ${why}`, { why })
  if (!isToken(access_token)) throw invalid('access_token')
  if (!/^bearer$/i.test(`${token_type}`)) throw invalid('token_type')
  if (refresh_token !== undefined && !isToken(refresh_token)) throw invalid('refresh_token')
  if (typeof scope !== 'string') throw invalid('scope')
  return {
    grant: {
      accessToken: new Secret(access_token),
      scopes: scope.split(' ').filter(Boolean),
      lifetime: toLifetime(expires_in, wire.now()),
    },
    refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
    ...(id_token !== undefined &&
      (await checkIdToken(wire, { idToken: id_token, accessToken: access_token }, request))),
  }
}
