import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import { toState } from '../domain/mark.js'
import type { Provider } from '../domain/provider.js'
import type { Held, Session } from '../domain/session.js'
import { StoreError } from '../platform/platform.js'
import { createNonce, createVerifier, toAuthorizationUrl } from '../protocol/authorization.js'
import { checkReturn } from '../protocol/callback.js'
import { revoke } from '../protocol/departure.js'
import { discover } from '../protocol/discovery.js'
import { toExchangeError } from '../protocol/refusal.js'
import { exchangeCode } from '../protocol/tokens.js'
import { fetchUserInfo } from '../protocol/user-info.js'
import { keepAttempt, takeAttempt } from '../session/attempts.js'
import { commitSignIn, keepEpoch } from '../session/commit.js'
import { type Renewed, renewSession } from '../session/renewer.js'
import { type Arrival, noteReturn } from './arrival.js'
import type { Context } from './context.js'
import { isAt } from './is-at.js'
import type { Wish } from './sign-in.js'

// Everything that needs the protocol. Reached by `import()` alone, so that a page that holds a usable session never waits for it.

export { completeReturn } from './completion.js'
export { tellDeveloper } from './development.js'
export { inspect, requireUser, signIn, userInfo } from './members.js'
export { renewalsOf } from './renewals.js'
export { answerRefusal, freshen } from './replay.js'

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
      state: toState(config.mark, 'r', platform.random(32)),
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
    await keepAttempt(platform, vault, attempt)
    if (platform.page) noteReturn(platform.page, attempt.state, attempt.returnTo)
    return await toAuthorizationUrl(attempt, config.clientId, wish.parameters)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new AuthError('storage-blocked', 'The browser keeps nothing, so a redirect could not be completed')
  }
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
  if (typeof attempt === 'string') {
    throw new AuthError('callback-unknown-state', 'The redirect belongs to no sign-in of this browser', {
      why: attempt,
    })
  }
  const { provider, redirectUri, returnTo, epoch } = attempt
  if (!isAt(arrival.address, redirectUri)) {
    const [expected, arrived] = [redirectUri, arrival.address].map((url) => new URL(url).pathname) as [string, string]
    throw new AuthError('callback-redirect-uri', 'The redirect came back to another address', { expected, arrived })
  }
  const code = checkReturn(provider, arrival.parameters)
  const tokens = await exchangeCode(wire, { ...config, attempt, code }).catch((error) => {
    throw toExchangeError(error, provider.token_endpoint)
  })
  const { grant, refreshToken, identity } = tokens
  const signedInAt = platform.now().wall
  const session: Session = { ...identity, signedInAt, provider, grant, refreshToken }
  const held = await commitSignIn(platform, vault, {
    epoch,
    session: config.userInfo ? await enrich(context, session) : session,
  })
  if (!held) {
    revoke(wire, config, session)
    throw new AuthError('signed-out-meanwhile', 'A sign-out came while the sign-in was under way')
  }
  if (!refreshToken) context.report('no-refresh-token')
  return { held, returnTo }
}

/** With the claims of `/userinfo`. The ID token is signed: where both speak, it is believed. */
async function enrich({ wire }: Context, session: Session): Promise<Session> {
  const { provider, grant, claims } = session
  const info = await fetchUserInfo(wire, { provider, ...grant, sub: claims.sub })
  if (!info) throw new AuthError('user-info', 'The provider does not take its own token', { why: 'status 401' })
  // How and when the user proved who they are is the ID token's to say.
  const { acr: _, amr: __, auth_time: ___, azp: ____, ...profile } = info
  return { ...session, claims: { ...profile, ...claims } }
}

/** Renews a session that was found stale. Throws as `renewSession` does. */
export function renew({ platform, vault, wire, config }: Context, stale: Held): Promise<Renewed> {
  // A refresh token that came too late to be kept is taken back; whether the provider agrees changes nothing here.
  const discard = (session: Session) => void revoke(wire, config, session)
  return renewSession({ platform, vault, wire, discard }, stale)
}
