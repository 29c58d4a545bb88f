import { toState } from '../domain/mark.js'
import { reveal } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { revoke } from '../protocol/departure.js'
import { noteReturn, toReturnTo } from './arrival.js'
import { must } from './config.js'
import type { Context } from './context.js'
import type { SignOutOptions } from './options.js'

const REVOCATION_WAIT_MS = 3_000

/**
 * `auth.signOut`: local first, whatever the network does; then revocation; then the provider's logout page.
 * Needs no lock and no chunk. Nothing under way can write a session under the new epoch.
 */
export async function signOut(context: Context, options: SignOutOptions): Promise<void> {
  const { presence, vault, emit, tellTabs } = context
  const { provider = true, idTokenHint = 'url' } = options
  must(['url', 'form', 'none'].includes(idTokenHint), "idTokenHint must be 'url', 'form' or 'none'")
  const { held } = presence
  presence.end('signed-out')
  // What is stored may be newer than memory, or not yet in it.
  const stored = vault.load().catch(() => undefined)
  await vault.end('signed-out').catch(() => emit('storage', { problem: 'failed' }))
  tellTabs()
  const session = (await stored)?.held?.session ?? held?.session
  if (!session) return
  await revokeAll(context, session)
  if (provider) leave(context, session, options)
}

// Waits 3 s at most: the requests outlive the page.
function revokeAll({ platform, config, wire, report }: Context, session: Session): Promise<void> {
  return new Promise((resolve) => {
    const stop = platform.after(REVOCATION_WAIT_MS, resolve)
    revoke(wire, config, session).then((isDone) => {
      stop()
      if (!isDone) report('revocation-failed')
      resolve()
    })
  })
}

/** Visits the provider's logout page (OpenID Connect RP-Initiated Logout 1.0, section 2). */
function leave({ platform, config, seams, emit }: Context, session: Session, options: SignOutOptions): void {
  const { page } = platform
  const { idTokenHint, returnTo } = options
  const endpoint = session.provider.end_session_endpoint
  if (!page || !endpoint) return
  const state = toState(config.mark, 'o', platform.random(16))
  noteReturn(page, state, toReturnTo(page, returnTo ?? page.base().href))
  const parameters = {
    client_id: config.clientId,
    post_logout_redirect_uri: config.postLogoutRedirectUri,
    state,
    ...(idTokenHint !== 'none' && { id_token_hint: reveal(session.idToken) }),
  }
  emit('navigation', { to: 'sign-out' })
  if (idTokenHint === 'form') {
    page.post(endpoint, parameters)
  } else {
    const url = new URL(endpoint)
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    const go = seams.leave ?? page.leave
    go(url.href)
  }
}
