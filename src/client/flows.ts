import type { Attempt } from '../domain/attempt.js'
import { AuthError } from '../domain/errors.js'
import { toState } from '../domain/mark.js'
import type { Provider } from '../domain/provider.js'
import { Secret } from '../domain/secret.js'
import type { Held, Session } from '../domain/session.js'
import { StoreError } from '../platform/platform.js'
import { toAuthorizationUrl } from '../protocol/authorization.js'
import { checkReturn } from '../protocol/callback.js'
import { revoke } from '../protocol/departure.js'
import { discover } from '../protocol/discovery.js'
import { exchangeCode } from '../protocol/tokens.js'
import { fetchUserInfo, toUserInfoError } from '../protocol/user-info.js'
import type { Wire } from '../protocol/wire.js'
import { keepAttempt, takeAttempt } from '../session/attempts.js'
import { commitSignIn, keepEpoch } from '../session/commit.js'
import { type Arrival, isAt, noteReturn } from './arrival.js'
import type { Context } from './context.js'
import type { Wish } from './sign-in.js'

// Everything that needs the protocol. Reached by `import()` alone, so that a page that holds a usable session never waits for it.

export { renewSession as renew } from '../session/renewer.js'
export { inspect } from './inspect.js'
export { requireUser } from './require-user.js'
export { createSignIn } from './sign-in.js'
export { userInfo } from './user-info.js'

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
  const { platform, config, vault, wire } = context
  const { parameters, ...asked } = wish
  const { random, page } = platform
  const provider = await findProvider(context)
  signal.throwIfAborted()
  try {
    const attempt: Attempt = {
      state: toState(config.mark, 'r', random(32)),
      startedAt: platform.now().wall,
      epoch: await keepEpoch(platform, vault),
      provider,
      redirectUri: config.redirectUri,
      // 256 bits each (RFC 7636 section 7.1; OpenID Connect Core 1.0, section 15.5.2).
      verifier: new Secret(random(32)),
      nonce: new Secret(random(32)),
      ...asked,
    }
    await keepAttempt(platform, vault, attempt)
    if (page) noteReturn(page, attempt.state, attempt.returnTo)
    return await toAuthorizationUrl(wire, attempt, { ...config, parameters })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new AuthError('storage-blocked', 'The browser does not keep what a redirect needs')
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
  const { provider, redirectUri, returnTo, epoch } = attempt
  if (!isAt(arrival.address, redirectUri)) {
    throw new AuthError('callback-redirect-uri', 'The redirect came back to another address', {
      expected: new URL(redirectUri).pathname,
      arrived: new URL(arrival.address).pathname,
    })
  }
  const code = checkReturn(provider, arrival.parameters)
  const tokens = await exchangeCode(wire, { ...config, attempt, code })
  let session: Session = { ...tokens, signedInAt: platform.now().wall, provider }
  if (config.userInfo) session = await enrich(wire, session)
  const held = await commitSignIn(platform, vault, { epoch, session })
  if (!held) {
    revoke(wire, config, session)
    throw new AuthError('signed-out-meanwhile', 'A sign-out came while the sign-in was under way')
  }
  if (!session.refreshToken) context.report('no-refresh-token')
  return { held, returnTo }
}

/** With the claims of `/userinfo`. The ID token is signed: where both speak, it is believed. */
async function enrich(wire: Wire, session: Session): Promise<Session> {
  const info = await fetchUserInfo(wire, session)
  if (!info) throw toUserInfoError('status 401')
  // How and when the user proved who they are is the ID token's to say.
  const { acr: _, amr: __, auth_time: ___, azp: ____, ...profile } = info
  return { ...session, claims: { ...profile, ...session.claims } }
}
