import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import { toState } from '../domain/mark.js'
import type { Provider } from '../domain/provider.js'
import type { Held, Session } from '../domain/session.js'
import type { Claims } from '../domain/user.js'
import { StoreError } from '../platform/platform.js'
import { createNonce, createVerifier, toAuthorizationUrl } from '../protocol/authorization.js'
import { checkReturn } from '../protocol/callback.js'
import { revoke } from '../protocol/departure.js'
import { discover } from '../protocol/discovery.js'
import { toExchangeError } from '../protocol/refusal.js'
import { exchangeCode, type Tokens } from '../protocol/tokens.js'
import { fetchUserInfo, type UserInfo } from '../protocol/user-info.js'
import { keepAttempt, takeAttempt } from '../session/attempts.js'
import { commitSignIn, keepEpoch } from '../session/commit.js'
import { type Renewed, renewSession } from '../session/renewer.js'
import { type Arrival, isAt, toNote } from './arrival.js'
import type { Context } from './context.js'
import type { Wish } from './sign-in.js'

// Everything that needs the protocol. Reached by `import()` alone, so that a page that holds a usable session never waits for it.

const METADATA_AGE_MS = 600_000
const known = new WeakMap<Context, { readonly at: number; readonly provider: Promise<Provider> }>()

/** The provider's metadata, at most ten minutes old. Calls join the request under way; a failed one is forgotten. */
export function findProvider(context: Context): Promise<Provider> {
  const at = context.platform.now().elapsed
  const kept = known.get(context)
  if (kept && at - kept.at < METADATA_AGE_MS) return kept.provider
  const provider = discover(context.wire, context.config.issuer)
  known.set(context, { at, provider })
  provider.catch(() => known.delete(context))
  return provider
}

/** Prepares a sign-in and gives the provider's URL to leave for. The attempt is stored when this resolves. */
export async function beginSignIn(context: Context, wish: Wish, signal: AbortSignal): Promise<string> {
  const { platform, config, vault } = context
  const provider = await findProvider(context)
  signal.throwIfAborted()
  try {
    const attempt: Attempt = {
      state: toState(config.mark, 'redirect', platform.random(32)),
      startedAt: platform.now().wall,
      epoch: await keepEpoch(platform, vault),
      provider,
      redirectUri: config.redirectUri,
      returnTo: wish.returnTo,
      verifier: createVerifier(),
      nonce: createNonce(),
      scope: wish.scopes.join(' '),
      maxAge: wish.maxAge,
    }
    // In memory the verifier would not outlive the page: better refused here than on the way back.
    if (vault.store !== platform.store) throw new StoreError('memory only')
    await keepAttempt(platform, vault, attempt)
    platform.page?.notes.write(toNote(attempt.state), attempt.returnTo)
    const { parameters } = wish
    return await toAuthorizationUrl(provider, { ...attempt, clientId: config.clientId, parameters })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new AuthError('storage-blocked', 'The browser keeps nothing, so a redirect could not be completed')
  }
}

/** What completing a return gave: the session, and where the user wanted to be. */
export interface Completed {
  readonly held: Held
  readonly returnTo: string
}

/**
 * Completes a sign-in from its return. Bounded: 20 s for the tokens, 10 s for a fresh key set, 20 s for `/userinfo`.
 *
 * @throws {AuthError} every code that starts with callback, sign-in, token or id-token
 */
export async function completeSignIn(context: Context, arrival: Arrival): Promise<Completed> {
  const { config, wire } = context
  const attempt = await findAttempt(context, arrival)
  const { provider } = attempt
  if (!isAt(arrival.address, attempt.redirectUri)) {
    const [expected, arrived] = [new URL(attempt.redirectUri).pathname, new URL(arrival.address).pathname]
    throw new AuthError('callback-redirect-uri', 'The redirect came back to another address', { expected, arrived })
  }
  const code = checkReturn(provider, arrival.parameters)
  const { clientId } = config
  const tokens = await exchangeCode(wire, { clientId, attempt, code }).catch((error: unknown) => {
    throw toExchangeError(error, provider.token_endpoint)
  })
  const claims = config.userInfo ? await withUserInfo(context, provider, tokens) : tokens.identity.claims
  const session = toSession(context, { provider, tokens, claims })
  const held = await commit(context, attempt, session)
  if (!session.refreshToken) context.warn('no-refresh-token')
  return { held, returnTo: attempt.returnTo }
}

async function findAttempt({ platform, vault }: Context, { state }: Arrival): Promise<Attempt> {
  const taken = await takeAttempt(platform, vault, state)
  if (taken.found === 'attempt') return taken.attempt
  const why = taken.found === 'expired' ? 'expired' : 'unknown'
  throw new AuthError('callback-unknown-state', 'The redirect belongs to no sign-in of this browser', { why })
}

type SignInTokens = Tokens & { readonly identity: NonNullable<Tokens['identity']> }

function toSession(
  { platform }: Context,
  { provider, tokens, claims }: { provider: Provider; tokens: SignInTokens; claims: Claims },
): Session {
  const { grant, refreshToken, identity } = tokens
  const signedInAt = platform.now().wall
  const { idToken, report } = identity
  return { signedInAt, provider, claims, grant, refreshToken, idToken, idTokenReport: report }
}

async function withUserInfo({ wire }: Context, provider: Provider, { grant, identity }: SignInTokens): Promise<Claims> {
  const { accessToken } = grant
  const info = await fetchUserInfo(wire, { provider, accessToken, sub: identity.claims.sub })
  if (!info)
    throw new AuthError('user-info', 'The provider does not take its own token', { why: 'refused', status: 401 })
  // The ID token is signed: where both speak, it is believed.
  return { ...info, ...identity.claims }
}

async function commit(context: Context, { epoch }: Attempt, session: Session): Promise<Held> {
  const { platform, vault } = context
  const held = await commitSignIn(platform, vault, { epoch, session })
  if (held) return held
  discard(context, session, session.refreshToken)
  throw new AuthError('signed-out-meanwhile', 'A sign-out came while the sign-in was under way')
}

function discard({ wire, config }: Context, { provider }: Session, token: Session['refreshToken']): void {
  // Whether the provider takes it back changes nothing here: nobody keeps the token.
  if (token) void revoke(wire, { provider, clientId: config.clientId }, token, 'refresh_token')
}

/** Renews a session that was found stale. Throws as `renewSession` does. */
export function renew(context: Context, stale: Held): Promise<Renewed> {
  const { platform, vault, wire } = context
  return renewSession({ platform, vault, wire, discard: (session, token) => discard(context, session, token) }, stale)
}

/** The `/userinfo` of the present user; `undefined` when the provider no longer takes the token. */
export function askUserInfo({ wire }: Context, { session }: Held): Promise<UserInfo | undefined> {
  const { provider, grant, claims } = session
  return fetchUserInfo(wire, { provider, accessToken: grant.accessToken, sub: claims.sub })
}
