import type { Context } from '../client/context.js'
import type { SignOutOptions } from '../client/options.js'
import { watch } from '../client/watch.js'
import { reveal } from '../domain/secret.js'
import { hasIdentity, type Session } from '../domain/session.js'
import { toState } from '../domain/state-parameter.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { Page } from '../platform/platform.js'
import { revoke } from '../protocol/revocation.js'
import { noteReturnTo, toReturnTo } from './authorization-response.js'

const REVOCATION_WAIT_MS = 3_000
// Of the whole address: servers answer 414 to longer ones, from 4 KB on (an ID token with many groups has 18).
const LONGEST_ADDRESS = 4_000

/**
 * The part of `auth.signOut` that others take part in: revocation, then the provider's logout page. The session has ended
 * here before, whatever comes of this.
 */
export async function leaveProvider(
  context: Context,
  session: Session | undefined,
  options: SignOutOptions,
): Promise<void> {
  const { platform, config, wire, report } = context
  if (!session) return
  watch(context, 'signedOut', session, options)
  // Waits 3 s at most: the requests outlive the page.
  await new Promise<void>((resolve) => {
    const stop = platform.after(REVOCATION_WAIT_MS, resolve)
    revoke(wire, config, session).then((isDone) => {
      stop()
      if (!isDone) report('revocation-failed')
      resolve()
    })
  })
  if (options.provider !== false) leave(context, session, options)
}

/**
 * Visits the provider's logout page: that of OpenID Connect RP-Initiated Logout 1.0, section 2, or the one that the app names. The
 * latter knows nothing of a hint or a state, and leads to where its own parameters say.
 */
function leave(context: Context, session: Session, options: SignOutOptions): void {
  const { platform, config, seams, emit, report } = context
  const { page } = platform
  const { endSession, clientId: client_id } = config
  const endpoint = endSession?.url ?? session.provider.end_session_endpoint
  if (!page || !endpoint) return
  const parameters: Readonly<Record<string, string>> = {
    client_id,
    ...(endSession?.params ?? toLogoutParameters(context, page, session, options)),
  }
  const address = withQuery(endpoint, parameters)
  const isTooLong = parameters['id_token_hint'] && address.length > LONGEST_ADDRESS
  const { idTokenHint = isTooLong ? 'form' : 'url' } = options
  emit('navigation', { to: 'sign-out' })
  if (idTokenHint === 'form' && !endSession) {
    // The user is signed out here all the same.
    const posted = page.window().then((window) => window.post(endpoint, parameters))
    posted.catch(() => {
      report(toAuthError('protocol-unavailable', 'The form for the logout page could not be loaded'))
    })
  } else (seams.leave ?? page.leave)(address)
}

function toLogoutParameters(
  { platform: { random }, config }: Context,
  page: Page,
  session: Session,
  { idTokenHint, returnTo = config.staysAfterSignOut ? undefined : page.base().href }: SignOutOptions,
): Record<string, string> {
  const state = toState(config.clientHash, 'o', random(16))
  noteReturnTo(page, state, toReturnTo(page, returnTo))
  return {
    post_logout_redirect_uri: config.postLogoutRedirectUri,
    state,
    ...(idTokenHint !== 'none' && hasIdentity(session) && { id_token_hint: reveal(session.idToken) }),
  }
}

/** The URL with these parameters set. A query of its own stays. */
function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
