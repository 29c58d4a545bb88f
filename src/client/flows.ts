import { Secret } from '../domain/secret.js'
import { type Held, NO_IDENTITY, type Session } from '../domain/session.js'
import { toSpan } from '../domain/time.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { checkReturn } from '../protocol/callback.js'
import { revoke } from '../protocol/departure.js'
import type { Identity } from '../protocol/id-token.js'
import { exchangeCode, type Tokens } from '../protocol/tokens.js'
import { fetchUserInfo, toUserInfoError } from '../protocol/user-info.js'
import { keepText, takeAttempt, takeText } from '../session/attempts.js'
import { commitSignIn } from '../session/commit.js'
import type { Arrival } from './arrival.js'
import { startAttempt } from './attempt.js'
import type { Context } from './context.js'
import { isAt } from './is-at.js'
import { toSilenceNote } from './silence-note.js'

// Everything that needs the protocol. Reached by `import()` alone, so that a page that holds a usable session never waits for it.

export { completeReturn } from './completion.js'
export { fetchWithCare } from './fetch-with-care.js'
export { headersFor, initiateLogin, inspect, requireUser, signIn, userInfo } from './members.js'
export { prepare } from './metadata.js'
// Nobody takes it from here. It keeps the core in one chunk for a bundler that splits by who reaches what: in two it would
// cost every page half a kilobyte more.
export { findOrCreate } from './registry.js'
export { renewalsOf } from './renewals.js'
export { answerRefusal } from './replay.js'
export { leaveProvider } from './sign-out.js'
export { restoreSilently } from './silent.js'

/** What a sign-in in another window needs of this chunk. */
export const tools: Tools = { startAttempt, completeSignIn, keepText, takeText, toAuthError }

export interface Tools {
  readonly startAttempt: typeof startAttempt
  readonly completeSignIn: typeof completeSignIn
  readonly keepText: typeof keepText
  readonly takeText: typeof takeText
  readonly toAuthError: typeof toAuthError
}

/**
 * Completes a sign-in from its return, and says where the user wanted to be. Bounded: 20 s for the tokens, 10 s for a fresh
 * key set, 20 s for `/userinfo`.
 *
 * @throws {AuthError} every code that starts with callback, sign-in, token or id-token
 */
export async function completeSignIn(context: Context, arrival: Arrival): Promise<{ held: Held; returnTo: string }> {
  const { config, wire, platform, vault } = context
  const attempt = await takeAttempt(platform, vault, arrival.state)
  const { provider, redirectUri, returnTo, epoch } = attempt
  if (!isAt(arrival.address, redirectUri)) {
    throw toAuthError('callback-redirect-uri', 'The redirect came back to another address', {
      expected: new URL(redirectUri).pathname,
      arrived: new URL(arrival.address).pathname,
    })
  }
  // Begun by a page with another option, or its key is lost: for a proof that was wanted no bearer token is taken.
  if (!attempt.proofKey !== !config.dpop) {
    throw toAuthError('callback-unknown-state', 'The sign-in was begun without dpop, or with', { why: 'unknown' })
  }
  const code = checkReturn(provider, arrival.parameters)
  const tokens = await exchangeCode(wire, { ...config, attempt, code })
  if (attempt.sub && attempt.sub !== tokens.claims?.sub) {
    revoke(wire, config, { ...tokens, provider, grants: {} } as unknown as Session)
    throw toAuthError('user-changed', 'The provider knows another user')
  }
  const { scope, more, without, proofKey } = attempt
  // Who has one member of an identity has all of them.
  const identity = tokens.claims ? (tokens as Tokens & Identity) : toNobody(context, tokens)
  const { wall } = platform.now()
  const open = { signedInAt: wall, provider, grants: {}, scope, more, without, proofKey }
  let session: Session = { ...identity, ...open }
  if (config.userInfo) session = await enrich(context, session)
  // Before an API gets it, it is renewed without them.
  if (without && session.refreshToken)
    session = { ...session, grant: { ...session.grant, lifetime: toSpan(wall, wall, platform.now()) } }
  const held = await commitSignIn(platform, vault, { epoch, session })
  if (!held) {
    revoke(wire, config, session)
    throw toAuthError('signed-out-meanwhile', 'A sign-out came before the sign-in was done')
  }
  if (session.clockOffset) context.report('clock-off')
  platform.page?.note(toSilenceNote(config), '')
  if (!session.refreshToken) context.report('no-refresh-token')
  return { held, returnTo }
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
