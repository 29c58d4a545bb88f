import type { Attempt } from '../domain/attempt.js'
import { isOtherUser } from '../domain/is-other-user.js'
import { Secret } from '../domain/secret.js'
import { type Held, NO_IDENTITY, type Session } from '../domain/session.js'
import { toSpan } from '../domain/time.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { StoreError } from '../platform/platform.js'
import { checkReturn } from '../protocol/callback.js'
import { type Revocable, revoke } from '../protocol/departure.js'
import type { Identity } from '../protocol/id-token.js'
import { exchangeCode, type Tokens } from '../protocol/tokens.js'
import { hasAttempt, keepText, takeAttempt, takeText, toUnknownState } from '../session/attempts.js'
import { commitSignIn, type SignedIn } from '../session/commit.js'
import { askForInfo } from '../session/info.js'
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
export const tools: Tools = {
  startAttempt,
  completeSignIn,
  giveUp,
  hasAttempt,
  keepText,
  takeText,
  toUnknownState,
  toAuthError,
}

export interface Tools {
  readonly startAttempt: typeof startAttempt
  readonly completeSignIn: typeof completeSignIn
  readonly giveUp: typeof giveUp
  readonly hasAttempt: typeof hasAttempt
  readonly keepText: typeof keepText
  readonly takeText: typeof takeText
  readonly toUnknownState: typeof toUnknownState
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
  const { provider, redirectUri, returnTo } = attempt
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
  const response = checkReturn({ ...config, ...attempt }, arrival.parameters)
  const takeBack = (tokens: Revocable) => void revoke(wire, config, tokens)
  const tokens = await exchangeCode(wire, { ...config, attempt, response, onRefused: takeBack })
  const { held, replaced } = await establish(context, attempt, tokens).catch(async (error) => {
    // What a store that fails holds nobody knows: it may be the session that was to be written.
    const isUnknown = error instanceof StoreError && (await vault.store.read(vault.key).catch(() => error)) === error
    if (!isUnknown) takeBack({ ...tokens, provider })
    throw error
  })
  const { session } = held
  // Not those of the same user: with a refresh token many providers end everything that the user has allowed.
  if (replaced && isOtherUser(replaced, session)) takeBack(replaced)
  if (session.clockOffset) context.report('clock-off')
  platform.page?.note(toSilenceNote(config), '')
  if (!session.refreshToken) context.report('no-refresh-token')
  return { held, returnTo }
}

/** From checked tokens to a session in the vault. */
async function establish(context: Context, attempt: Attempt, tokens: Tokens): Promise<SignedIn> {
  const { config, wire, platform, vault } = context
  const { provider, epoch, scope, more, without, proofKey } = attempt
  if (attempt.sub && attempt.sub !== tokens.claims?.sub) {
    throw toAuthError('user-changed', 'The provider knows another user')
  }
  // Who has one member of an identity has all of them.
  const identity = tokens.claims ? (tokens as Tokens & Identity) : toNobody(context, tokens)
  const { wall } = platform.now()
  const open = { signedInAt: wall, provider, grants: {}, scope, more, without, proofKey }
  let session: Session = { ...identity, ...open }
  if (config.userInfo) session = { ...session, info: await askForInfo(wire, config.clientId, session) }
  // Before an API gets it, it is renewed without them.
  if (without && session.refreshToken)
    session = { ...session, grant: { ...session.grant, lifetime: toSpan(wall, wall, platform.now()) } }
  const signedIn = await commitSignIn(platform, vault, { epoch, session })
  if (!signedIn) throw toAuthError('signed-out-meanwhile', 'A sign-out came before the sign-in was done')
  return signedIn
}

/** Ends a session whose user the provider no longer knows here: somebody else is signed in there. */
async function giveUp({ config, wire, vault }: Context, { id, session }: Held): Promise<void> {
  // As it is in the vault: another tab may have renewed it.
  const { held } = await vault.peek().catch((): { held?: Held } => ({}))
  await vault.end('expired', id)
  revoke(wire, config, held?.id === id ? held.session : session)
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
