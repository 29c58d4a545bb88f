import type { Context } from '../client/context.js'
import type { RenewalOptions, Renewals } from '../client/later.js'
import type { Api, Audience } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import { isAskedFor } from '../domain/scope.js'
import { grantFor, isUsable, type SessionEntry } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { PageMoment } from '../platform/platform.js'
import { toUnavailable } from '../protocol/token-errors.js'
import type { Renewed } from '../session/failed-renewal.js'
import { renewSession } from '../session/renewal.js'
import { challengeOf } from './challenge.js'

const EARLIEST_MS = 60_000
const REFUSED_MS = 60_000
// A longer one fires at once.
const LONGEST_TIMER_MS = 2_147_483_647

/** The renewals of a client. From the first call on they watch its session until `dispose`, and challenges are read. */
export const renewalsOf = (context: Context): Renewals => (context.renewals ??= createRenewals(context))

function createRenewals(context: Context): Renewals {
  const { platform, current, emit, config, vault, later } = context
  context.challengeOf ??= (answer) => challengeOf(config, answer)
  const running = new Map<string, Promise<SessionEntry | undefined>>()
  let last: Promise<unknown> = Promise.resolve()
  /** What the provider refused for this session, so that it is not asked at every call. */
  const refused = new Map<string, { readonly id: string; readonly until: number; readonly error: AuthError }>()
  let isUsed = false
  // The last renewal failed and the session stands: it is tried again when things look better.
  let isBehind = false
  let scheduled: SessionEntry | undefined
  let stop: () => void = () => undefined

  const run = async (
    stale: SessionEntry,
    api: Api | undefined,
    how: RenewalOptions,
  ): Promise<SessionEntry | undefined> => {
    // A sign-out that this tab was not told of, while the store answers nobody: it is noted.
    if (current.entry && vault.isOver(current.entry.epoch, current.entry.session.signedInAt)) current.reload()
    const { entry } = current
    const audience = api?.audience
    const toGrant = (one: SessionEntry) => grantFor(one.session, audience)
    // Another call or tab was faster: the stale token is no longer the one that is held.
    const isNewer = entry?.id !== stale.id || toGrant(entry)?.generation !== toGrant(stale)?.generation
    if (!entry || (isNewer && isUsable(toGrant(entry), platform.now()))) return entry
    const about = audience && api ? { api: api.name } : {}
    const { elapsed } = platform.now()
    const before = refused.get(audience?.key ?? '')
    if (before?.id === entry.id && elapsed < before.until) throw before.error
    emit('renewal', { phase: 'started', ...about })
    try {
      if (audience && !(entry.session.refreshToken && isAskedFor(api, entry.session.scope))) throw toNotGranted()
      // Nothing to renew with: the provider may still know the user.
      if (!entry.session.refreshToken && platform.isOnline()) {
        const { signInSilently } = await (await later.signIn()).loadPopup()
        const phase = await signInSilently(context, entry)
        if (phase && current.entry) emit('renewal', { phase, ...about })
        if (phase) return current.entry
      }
      if (!entry.session.refreshToken && how.isGuess) throw toUnavailable()
      const renewed = await renewWithInfo(context, entry, audience)
      // A sign-out or another user here while the answer was under way: the vault says what stands.
      if (!renewed || current.state.status === 'pending' || current.entry?.id !== renewed.entry.id)
        await current.reload()
      else current.adopt(renewed.entry, 'another-tab')
      if (renewed) emit('renewal', { phase: renewed.phase, ...about })
      context.tellTabs()
      return current.entry
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      if (error.code === 'api-not-granted')
        refused.set(audience?.key ?? '', { id: entry.id, until: elapsed + REFUSED_MS, error })
      else if (!how.isGuess) isBehind = error.ends !== 'session'
      emit('renewal', { phase: 'failed', code: error.code, ...about })
      context.report(error)
      if (error.ends === 'session' && current.entry?.id === entry.id) current.end('expired', error)
      context.tellTabs()
      throw error
    }
  }

  const renew = (stale: SessionEntry, api?: Api, how: RenewalOptions = {}) => {
    // By session, too: what comes of one user's renewal is nothing to the next user.
    const key = `${stale.id} ${api?.audience?.key ?? ''}`
    const joined =
      running.get(key) ??
      // One after the other: each rotates the refresh token that the next one spends.
      last
        .then(() => run(stale, api, how))
        .finally(() => {
          if (!api?.audience) isUsed = false
          running.delete(key)
        })
    running.set(key, joined)
    last = joined.catch(() => undefined)
    return joined
  }

  // A session that becomes too old while its page is open ends there too: the vault gives it out no longer.
  let cancelEnd: () => void = () => undefined
  const scheduleEnd = () => {
    cancelEnd()
    const { entry } = current
    if (!entry) return
    const left = entry.session.signedInAt + config.sessionLifetimeSeconds * 1000 - platform.now().wall
    cancelEnd = platform.after(Math.min(Math.max(left, 0), LONGEST_TIMER_MS), () => current.reload().then(scheduleEnd))
  }

  const schedule = () => {
    stop()
    scheduleEnd()
    const { entry } = current
    scheduled = entry
    const { grant, refreshToken } = entry?.session ?? {}
    // Without a refresh token there is nothing to gain, and the session would end before its token does.
    if (!entry || !grant?.lifetime || !refreshToken) return
    const { from, until } = grant.lifetime
    // Spread over a tenth of the margin, so that tabs do not wake in step.
    const margin = Math.min(EARLIEST_MS, (until - from) / 10) * (1 + platform.random(1).charCodeAt(0) / 1280)
    const delay = until - platform.now().wall - margin
    if (delay <= 0) return
    stop = platform.after(delay, () => {
      // Another tab may have renewed since. A failure ahead of time costs nothing: the next call tries again.
      if (entry === current.entry && isUsed && platform.page?.isVisible()) renew(entry).catch(() => undefined)
    })
  }

  const catchUp = (moment: PageMoment) => {
    const { entry } = current
    if (!isBehind || !entry || (moment !== 'online' && moment !== 'visible')) return
    isBehind = false
    renew(entry).catch(() => undefined)
  }

  // Beside the token request of a return, and before a later deploy takes it away.
  if (config.userInfo) {
    later
      .signIn()
      .then(({ loadUserInfo }) => loadUserInfo())
      .catch(() => undefined)
  }
  // After `dispose` nothing is watched, and these arguments are not evaluated.
  context.stops?.push(
    current.subscribe(schedule),
    // Told of earlier calls, too: the use that was made before this chunk was there counts.
    context.on('request', ({ outcome }) => {
      if (outcome !== 'attached') return
      isUsed = true
      // A renewal changes no state that anyone could subscribe to: the first use afterwards looks at the clock anew.
      if (scheduled !== current.entry) schedule()
    }),
    platform.page?.follow(catchUp) ?? (() => undefined),
    () => stop(),
    () => cancelEnd(),
  )

  return { renew }
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
