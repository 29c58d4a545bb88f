import type { Context } from '../client/context.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { Secret } from '../domain/secret.js'
import { NO_IDENTITY, type Session, type SessionEntry } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { checkAuthorizationResponse } from '../protocol/authorization-response.js'
import type { Identity } from '../protocol/id-token.js'
import { revoke } from '../protocol/revocation.js'
import { exchangeCode, type Tokens } from '../protocol/tokens.js'
import { fetchUserInfo, toUserInfoError } from '../protocol/user-info.js'
import { takeAttempt } from '../session/attempts.js'
import { commitSignIn } from '../session/commit.js'

/** Where a tab notes that its provider answers in no frame; forgotten when somebody signs in. */
export const toSilenceNote = ({ clientHash }: { readonly clientHash: string }): string =>
  `latchkey silent ${clientHash}`

/**
 * Completes a sign-in from its return, and says where the user wanted to be. Bounded: 20 s for the tokens, 10 s for a fresh
 * key set, 20 s for `/userinfo`.
 *
 * @throws {AuthError} every code that starts with callback, sign-in, token or id-token
 */
export async function completeSignIn(
  context: Context,
  response: AuthorizationResponse,
): Promise<{ entry: SessionEntry; returnTo: string }> {
  const { config, wire, platform, vault } = context
  const attempt = await takeAttempt(platform, vault, response.state)
  const { provider, redirectUri, returnTo, epoch } = attempt
  if (!isAt(response.address, redirectUri)) {
    throw toAuthError('callback-redirect-uri', 'The redirect came back to another address', {
      expected: new URL(redirectUri).pathname,
      arrived: new URL(response.address).pathname,
    })
  }
  // Begun by a page with another option, or its key is lost: for a proof that was wanted no bearer token is taken.
  if (!attempt.proofKey !== !config.dpop) {
    throw toAuthError('callback-unknown-state', 'The sign-in was begun without dpop, or with', { why: 'unknown' })
  }
  const code = checkAuthorizationResponse(provider, response.parameters)
  const tokens = await exchangeCode(wire, { ...config, attempt, code })
  if (attempt.sub && attempt.sub !== tokens.claims?.sub) {
    revoke(wire, config, { ...tokens, provider, grants: {} } as unknown as Session)
    throw toAuthError('user-changed', 'The provider knows another user')
  }
  const { scope, more, proofKey } = attempt
  // Who has one member of an identity has all of them.
  const identity = tokens.claims ? (tokens as Tokens & Identity) : toNobody(context, tokens)
  let session: Session = { ...identity, signedInAt: platform.now().wall, provider, grants: {}, scope, more, proofKey }
  if (config.userInfo) session = await enrich(context, session)
  const entry = await commitSignIn(platform, vault, { epoch, session })
  if (!entry) {
    revoke(wire, config, session)
    throw toAuthError('signed-out-meanwhile', 'A sign-out came before the sign-in was done')
  }
  if (session.clockOffset) context.report('clock-off')
  platform.page?.note(toSilenceNote(config), '')
  if (!session.refreshToken) context.report('no-refresh-token')
  return { entry, returnTo }
}

// Whether the page stands where the attempt wanted to be sent back to: its origin, path and own query.
function isAt(address: string, redirectUri: string): boolean {
  const [here, wanted] = [new URL(address), new URL(redirectUri)]
  const hasQuery = [...wanted.searchParams].every(([name, value]) => here.searchParams.get(name) === value)
  return hasQuery && here.origin === wanted.origin && here.pathname === wanted.pathname
}

/** What stands where nobody is identified (`openid: false`): each authorization is taken for somebody else's. */
function toNobody({ platform, config }: Context, tokens: Tokens): Tokens & Identity {
  return {
    ...tokens,
    claims: { iss: config.issuer, sub: platform.random(16) },
    idToken: new Secret(NO_IDENTITY),
    idTokenReport: { alg: NO_IDENTITY, checks: [], iat: 0, exp: 0 },
    clockOffset: 0,
  }
}

/** With the claims of `/userinfo`. The ID token is signed: where both speak, it is believed. */
async function enrich({ wire, config }: Context, session: Session): Promise<Session> {
  const info = await fetchUserInfo(wire, config.clientId, session)
  if (!info) throw toUserInfoError('status 401')
  // How and when the user proved who they are is the ID token's to say.
  const { acr: _, amr: __, auth_time: ___, azp: ____, ...profile } = info
  return { ...session, claims: { ...profile, ...session.claims } }
}
