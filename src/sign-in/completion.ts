import type { Context } from '../client/context.js'
import { watch } from '../client/watch.js'
import type { Attempt } from '../domain/attempt.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isOtherUser } from '../domain/is-other-user.js'
import { Secret } from '../domain/secret.js'
import { NO_IDENTITY, type Session, type SessionEntry } from '../domain/session.js'
import { toSpan } from '../domain/time.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { StoreError } from '../platform/platform.js'
import type { Identity } from '../protocol/id-token.js'
import { type Revocable, revoke } from '../protocol/revocation.js'
import type { Tokens } from '../protocol/token-request.js'
import { exchangeCode } from '../protocol/tokens.js'
import { commitSignIn, type SignedIn } from '../session/commit.js'
import type { AddedParameters } from './added-parameters.js'
import { receive, tellReturn } from './receive.js'

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
  tell: (added: AddedParameters | undefined) => void = (added) => tellReturn(context, added),
): Promise<{ entry: SessionEntry; returnTo: string }> {
  const { config, wire, platform, vault } = context
  const { attempt, checked } = await receive(context, response, tell)
  const { provider, returnTo } = attempt
  const takeBack = (tokens: Revocable) => void revoke(wire, config, tokens)
  const tokens = await exchangeCode(wire, { ...config, attempt, response: checked, onRefused: takeBack })
  const { entry, replaced } = await establish(context, attempt, tokens).catch(async (error) => {
    // What a store that fails holds nobody knows: it may be the session that was to be written.
    const isUnknown = error instanceof StoreError && (await vault.store.read(vault.key).catch(() => error)) === error
    if (!isUnknown) takeBack({ ...tokens, provider })
    throw error
  })
  const { session } = entry
  // Not those of the same user: with a refresh token many providers end everything that the user has allowed.
  if (replaced && isOtherUser(replaced, session)) takeBack(replaced)
  if (session.clockOffset) context.report('clock-off')
  platform.page?.note(toSilenceNote(config), '')
  if (!session.refreshToken) context.report('no-refresh-token')
  watch(context, 'signedIn', session)
  return { entry, returnTo }
}

/** From checked tokens to a session in the vault. */
async function establish(context: Context, attempt: Attempt, tokens: Tokens): Promise<SignedIn> {
  const { config, wire, platform, vault, later } = context
  const { provider, epoch, scope, more, without, proofKey } = attempt
  if (attempt.sub && attempt.sub !== tokens.claims?.sub) {
    throw toAuthError('user-changed', 'The provider knows another user')
  }
  // Who has one member of an identity has all of them.
  const identity = tokens.claims ? (tokens as Tokens & Identity) : toNobody(context, tokens)
  const { wall } = platform.now()
  const open = { signedInAt: wall, provider, grants: {}, scope, more, without, proofKey }
  let session: Session = { ...identity, ...open }
  if (config.userInfo) {
    const { askForInfo } = await (await later.signIn()).loadUserInfo()
    session = { ...session, info: await askForInfo(wire, config.clientId, session) }
  }
  // Before an API gets it, it is renewed without them.
  if (without && session.refreshToken)
    session = { ...session, grant: { ...session.grant, lifetime: toSpan(wall, wall, platform.now()) } }
  const signedIn =
    (attempt.isGoingOn && !session.refreshToken && (await goOn(context, epoch, session))) ||
    (await commitSignIn(platform, vault, { epoch, session }))
  if (!signedIn) throw toAuthError('signed-out-meanwhile', 'A sign-out came before the sign-in was done')
  return signedIn
}

/** Without the chunk there is nothing that keeps the refresh token of the session before. */
async function goOn(context: Context, epoch: string, session: Session): Promise<SignedIn | undefined> {
  const { loadOddReturn } = await context.later.signIn()
  const odd = await loadOddReturn().catch(() => undefined)
  return odd?.goOn(context, epoch, session)
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
