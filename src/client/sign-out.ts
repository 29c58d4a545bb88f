import { AuthError } from '../domain/errors.js'
import type { Session } from '../domain/session.js'
import { revoke, toEndSessionParameters } from '../protocol/departure.js'
import { toNote, toReturnTo, toSignOutState } from './arrival.js'
import { refuseUnknown } from './config.js'
import type { Context } from './context.js'
import type { SignOutOptions } from './options.js'

const REVOCATION_WAIT_MS = 3_000

/**
 * `auth.signOut`: local first, whatever the network does; then revocation; then the provider's logout page.
 * Needs no lock and no chunk. Nothing under way can write a session under the new epoch.
 */
export function createSignOut(context: Context, onSignOut: () => void): (options?: unknown) => Promise<void> {
  const { presence, vault, events, tellTabs } = context
  return async (given) => {
    const options = toOptions(given)
    if (!context.platform.page && options.provider !== false)
      throw new AuthError('not-in-browser', 'Only a page can leave')
    const session = presence.held?.session
    presence.end('signed-out')
    onSignOut()
    await vault.end('signed-out').catch(() => events.emit('storage', { problem: 'failed' }))
    tellTabs()
    if (!session) return
    await revokeAll(context, session)
    if (options.provider !== false) leave(context, session, options)
  }
}

function toOptions(options: unknown): SignOutOptions {
  const isEvent = typeof options === 'object' && options !== null && 'preventDefault' in options
  if (options === undefined || isEvent) return {}
  if (typeof options !== 'object' || options === null) throw new TypeError('signOut takes an object of options')
  refuseUnknown(options, ['provider', 'returnTo', 'idTokenHint'], 'option of signOut')
  // Unknown keys are refused above.
  const known = options as SignOutOptions
  if (!['url', 'form', 'none'].includes(known.idTokenHint ?? 'url')) {
    throw new TypeError("idTokenHint must be 'url', 'form' or 'none'")
  }
  return known
}

// The refresh token first: with it the grant ends at most providers (RFC 7009 section 2.1). Waits 3 s at most.
async function revokeAll(context: Context, session: Session): Promise<void> {
  const { platform, config, wire } = context
  const { provider, refreshToken, grant } = session
  if (!provider.revocation_endpoint) return
  const client = { provider, clientId: config.clientId }
  const all = Promise.all([
    refreshToken ? revoke(wire, client, refreshToken, 'refresh_token') : true,
    revoke(wire, client, grant.accessToken, 'access_token'),
  ])
  await new Promise<void>((resolve) => {
    const stop = platform.after(REVOCATION_WAIT_MS, resolve)
    all.then((said) => {
      stop()
      if (said.includes(false)) context.warn('revocation-failed')
      resolve()
    })
  })
}

function leave({ platform, config, seams, events }: Context, session: Session, options: SignOutOptions): void {
  const { page } = platform
  const endpoint = session.provider.end_session_endpoint
  if (!page || !endpoint) return
  const state = toSignOutState(config.mark, platform.random(16))
  page.notes.write(toNote(state), toReturnTo(page, options.returnTo ?? page.base().href))
  const { clientId, postLogoutRedirectUri: returnTo } = config
  const idToken = options.idTokenHint === 'none' ? undefined : session.idToken
  const parameters = toEndSessionParameters({ clientId, returnTo, state, idToken })
  events.emit('navigation', { to: 'sign-out' })
  if (options.idTokenHint === 'form') return page.post(endpoint, parameters)
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  ;(seams.leave ?? page.leave)(url.href)
}
