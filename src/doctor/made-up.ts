import { Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { checkAuthorizationResponse } from '../protocol/authorization-response.js'
import { revoke } from '../protocol/revocation.js'
import { exchangeCode, exchangeRefreshToken } from '../protocol/tokens.js'
import { asAuthError } from './document.js'
import type { Asked, Heard } from './line.js'
import { createAttempt, type Means } from './sign-in.js'

// What no provider has issued. It is sent so that the provider says whether it would take the real thing from this client.
const CODE = 'latchkey-doctor.this-is-no-code'
const REFRESH_TOKEN = 'latchkey-doctor.this-is-no-refresh-token'

/** Redeems a code that nobody got, by the core's own request. A provider that knows the client says `invalid_grant`. */
export async function exchangeMadeUpCode(means: Means): Promise<Asked> {
  const { line, settings } = means
  const { clientId, redirectUri } = settings.config
  const attempt = createAttempt(means, redirectUri)
  const { state, provider } = attempt
  const made = new URLSearchParams({ code: CODE, state, iss: provider.issuer })
  const response = await checkAuthorizationResponse(line.wire, { provider, clientId, state }, made)
  // Nobody is identified by what comes: whatever it holds is thrown away.
  const error = await exchangeCode(line.wire, { clientId, attempt, response, openid: false }).then(
    () => undefined,
    asAuthError,
  )
  return { heard: line.last(), error }
}

/** Renews with a refresh token that nobody got. */
export async function exchangeMadeUpRefreshToken(means: Means): Promise<Asked> {
  const { line, settings, metadata, proofKey } = means
  const grant = { accessToken: new Secret<'access-token'>('none'), scopes: [], generation: 0, lifetime: undefined }
  // The members that a renewal looks at: there is nobody whose session it could be.
  const session = { provider: metadata.provider, grant, claims: {}, clockOffset: 0, proofKey } as unknown as Session
  const error = await exchangeRefreshToken(line.wire, {
    clientId: settings.config.clientId,
    session,
    refreshToken: new Secret(REFRESH_TOKEN),
    keys: undefined,
    audience: undefined,
  }).then(() => undefined, asAuthError)
  return { heard: line.last(), error }
}

/** Revokes that one: a success wherever the client may revoke at all (RFC 7009 section 2.2). */
export async function revokeMadeUpRefreshToken({ line, settings, metadata }: Means): Promise<Heard | undefined> {
  const { clientId } = settings.config
  const { provider } = metadata
  await revoke(line.wire, { clientId }, { provider, refreshToken: new Secret(REFRESH_TOKEN), grant: undefined })
  return line.last()
}
