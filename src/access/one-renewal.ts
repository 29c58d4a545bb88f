import type { Context } from '../client/context.js'
import type { RenewalOptions } from '../client/later.js'
import type { Api, Audience } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import { isAskedFor } from '../domain/scope.js'
import { grantFor, isUsable, type SessionEntry } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { toUnavailable } from '../protocol/token-errors.js'
import type { Renewed } from '../session/failed-renewal.js'
import { renewSession } from '../session/renewal.js'

const REFUSED_MS = 60_000

/** What is to be renewed. */
export interface Wanted extends RenewalOptions {
  /** The session whose token is not good any more. */
  readonly stale: SessionEntry
  /** The API that the token is for; the sign-in's without one. */
  readonly api: Api | undefined
}

/** What the provider refused, by audience, for which session and until when: it is not asked at every call. */
export type Refusals = Map<string, { readonly id: string; readonly until: number; readonly error: AuthError }>

/**
 * Renews a session, unless another call or tab was faster, and tells of it. Resolves with the session that stands then.
 *
 * @throws {AuthError} what the renewal came to
 */
export async function renewOnce(
  context: Context,
  refusals: Refusals,
  wanted: Wanted,
): Promise<SessionEntry | undefined> {
  const { platform, current, emit, vault } = context
  const { stale, api } = wanted
  // A sign-out that this tab was not told of, while the store answers nobody: it is noted.
  if (current.entry && vault.isOver(current.entry.epoch, current.entry.session.signedInAt)) current.reload()
  const { entry } = current
  const { key = '' } = api?.audience ?? {}
  const toGrant = (one: SessionEntry) => grantFor(one.session, api?.audience)
  // Another call or tab was faster: the stale token is no longer the one that is held.
  const isNewer = entry?.id !== stale.id || toGrant(entry)?.generation !== toGrant(stale)?.generation
  if (!entry || (isNewer && isUsable(toGrant(entry), platform.now()))) return entry
  const about = api?.audience ? { api: api.name } : {}
  const { elapsed } = platform.now()
  const before = refusals.get(key)
  if (before?.id === entry.id && elapsed < before.until) throw before.error
  emit('renewal', { phase: 'started', ...about })
  try {
    const phase = await renew(context, entry, wanted)
    if (phase) emit('renewal', { phase, ...about })
    context.tellTabs()
    return current.entry
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    if (error.code === 'api-not-granted') refusals.set(key, { id: entry.id, until: elapsed + REFUSED_MS, error })
    emit('renewal', { phase: 'failed', code: error.code, ...about })
    context.report(error)
    if (error.ends === 'session' && current.entry?.id === entry.id) current.end('expired', error)
    context.tellTabs()
    throw error
  }
}

/** Renews by the refresh token, or by asking the provider who is there. Resolves with what it came to, where somebody is. */
async function renew(context: Context, entry: SessionEntry, { api, isGuess }: Wanted) {
  const { current, platform, later } = context
  const { refreshToken, scope } = entry.session
  const audience = api?.audience
  if (audience && !(refreshToken && isAskedFor(api, scope))) throw toNotGranted()
  // Nothing to renew with: the provider may still know the user.
  if (!refreshToken && platform.isOnline()) {
    const { signInSilently } = await (await later.signIn()).loadPopup()
    const phase = await signInSilently(context, entry)
    if (phase) return current.entry && phase
  }
  if (!refreshToken && isGuess) throw toUnavailable()
  const renewed = await renewWithInfo(context, entry, audience)
  // A sign-out or another user here while the answer was under way: the vault says what stands.
  if (!renewed || current.state.status === 'pending' || current.entry?.id !== renewed.entry.id) await current.reload()
  else current.adopt(renewed.entry, 'another-tab')
  return renewed?.phase
}

// A refresh token is needed for a token of its own, and brings no scope that the sign-in did not ask for.
const toNotGranted = () =>
  toAuthError('api-not-granted', 'The session was not asked for this API, or has no refresh token', {
    error: 'not_asked',
    description: undefined,
  })

/** A renewal, and after that of the sign-in's token what `/userinfo` says of the user by then, where the app wants that. */
async function renewWithInfo(context: Context, stale: SessionEntry, audience: Audience | undefined): Promise<Renewed> {
  const renewed = await renewSession({ ...context, audience }, stale)
  // With the lock given back: the others have their token. That of another audience is not what /userinfo is asked with.
  if (renewed?.phase !== 'renewed' || audience || !context.config.userInfo) return renewed
  const { loadUserInfo } = await context.later.signIn()
  // What cannot be loaded has not asked: as with an outage of /userinfo, what is known stays.
  const info = await loadUserInfo().catch(() => undefined)
  const entry = info ? await info.renewInfo(context, renewed.entry) : renewed.entry
  return entry && { phase: 'renewed', entry }
}
