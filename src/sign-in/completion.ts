import type { Context } from '../client/context.js'
import type { Attempt } from '../domain/attempt.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import type { AnyAuthError } from '../domain/errors.js'
import { isOtherUser } from '../domain/is-other-user.js'
import { Secret } from '../domain/secret.js'
import { hasIdentity, isSameUser, NO_IDENTITY, type Session, type SessionEntry } from '../domain/session.js'
import { toSpan } from '../domain/time.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { StoreError } from '../platform/platform.js'
import { type CheckedResponse, checkAuthorizationResponse } from '../protocol/authorization-response.js'
import type { Identity } from '../protocol/id-token.js'
import { type Revocable, revoke } from '../protocol/revocation.js'
import { exchangeCode, type Tokens } from '../protocol/tokens.js'
import { takeAttempt } from '../session/attempts.js'
import { commitSignIn, type SignedIn } from '../session/commit.js'
import { askForInfo } from '../session/info.js'
import { type AddedParameters, toAddedParameters } from './added-parameters.js'
import { noteAnotherTry } from './attempt.js'

// Of the time that a return may take.
const LOCK_WAIT_MS = 10_000

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
  return { entry, returnTo }
}

/** Tells that a sign-in came back, and what the provider has added to that. */
export const tellReturn = ({ emit }: Context, parameters: AddedParameters | undefined): void =>
  emit('navigation', { to: 'return', ...(parameters && { parameters }) })

/**
 * Takes the attempt of a return, and checks what came. It is told once, whatever comes of it; what the provider has added only when
 * the return is of the provider that was asked.
 */
async function receive(
  { config, platform, vault }: Context,
  { state, address, parameters }: AuthorizationResponse,
  tell: (added: AddedParameters | undefined) => void,
): Promise<{ attempt: Attempt; checked: CheckedResponse }> {
  let added: AddedParameters | undefined
  try {
    const attempt = await takeAttempt(platform, vault, state)
    const { redirectUri } = attempt
    if (!isAt(address, redirectUri)) {
      throw toAuthError('callback-redirect-uri', 'The redirect came back to another address', {
        expected: new URL(redirectUri).pathname,
        arrived: new URL(address).pathname,
      })
    }
    // Begun by a page with another option, or its key is lost: for a proof that was wanted no bearer token is taken.
    if (!attempt.proofKey !== !config.dpop) {
      throw toAuthError('callback-unknown-state', 'The sign-in was begun without dpop, or with', { why: 'unknown' })
    }
    const toAdded = () => toAddedParameters(address, redirectUri, parameters)
    try {
      const checked = checkAuthorizationResponse({ ...config, ...attempt }, parameters)
      added = toAdded()
      return { attempt, checked }
    } catch (error) {
      // It throws nothing else.
      const failure = error as AnyAuthError
      if (failure.code.startsWith('sign-in')) added = toAdded()
      noteAnotherTry(failure, attempt, parameters)
      throw failure
    }
  } finally {
    tell(added)
  }
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
  const signedIn =
    (attempt.isGoingOn && !session.refreshToken && (await goOn(context, epoch, session))) ||
    (await commitSignIn(platform, vault, { epoch, session }))
  if (!signedIn) throw toAuthError('signed-out-meanwhile', 'A sign-out came before the sign-in was done')
  return signedIn
}

/**
 * Writes a session that goes on with the one that stands, and keeps its refresh token: many providers give none where nobody consents
 * anew. Only the same user's, bound to the same key, and under the lock of all renewals, which would spend it. `undefined` where
 * there is nothing to keep, or what stands has changed.
 */
async function goOn({ platform, vault }: Context, epoch: string, session: Session): Promise<SignedIn | undefined> {
  const findKept = async () => {
    const { entry } = await vault.load()
    const before = entry?.session
    const isOurs =
      before && hasIdentity(before) && isSameUser(before, session) && before.proofKey?.jkt === session.proofKey?.jkt
    return isOurs && before.refreshToken ? entry : undefined
  }
  const work = async () => {
    const follows = await findKept()
    if (!follows) return undefined
    const { refreshToken, claims } = follows.session
    // What it brings may repeat the nonce of the sign-in that it came with (OpenID Connect Core 1.0, section 12.2).
    const kept = { ...session, refreshToken, claims: { ...session.claims, nonce: claims['nonce'] } }
    return commitSignIn(platform, vault, { epoch, session: kept, follows })
  }
  if (!(await findKept())) return undefined
  if (!platform.locks) return work()
  const controller = new AbortController()
  const stop = platform.after(LOCK_WAIT_MS, () => controller.abort())
  return platform.locks
    .request(`latchkey ${vault.key}`, { signal: controller.signal }, () => {
      stop()
      return work()
    })
    .catch((failure) => {
      // A holder that does not come to an end may have spent it.
      if (controller.signal.aborted) return undefined
      throw failure
    })
    .finally(stop)
}

/** Ends a session whose user the provider no longer knows here: somebody else is signed in there. */
export async function giveUp({ config, wire, vault }: Context, { id, session }: SessionEntry): Promise<void> {
  // As it is in the vault: another tab may have renewed it.
  const { entry } = await vault.peek().catch((): { entry?: SessionEntry } => ({}))
  await vault.end('expired', id)
  revoke(wire, config, entry?.id === id ? entry.session : session)
}

/** Whether a page stands where a sign-in is to be sent back to: its origin, path and own query. */
export function isAt(address: string, redirectUri: string): boolean {
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
