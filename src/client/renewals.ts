import type { Api } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import { grantFor, type Held, isUsable } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { PageMoment } from '../platform/platform.js'
import { renewSession } from '../session/renewer.js'
import type { Context } from './context.js'
import { signInSilently } from './silent.js'
import { isAskedFor } from './wish.js'

/** When tokens are renewed: on demand, and the sign-in's ahead of time in a visible tab that uses it. */
export interface Renewals {
  /**
   * The session with a usable token after the stale one, for an API or else of the sign-in; `undefined` when there is no
   * session any more. Calls join the renewal under way, and renewals for several APIs queue: each spends the refresh token.
   */
  renew(stale: Held, api?: Api): Promise<Held | undefined>
}

const EARLIEST_MS = 60_000
const REFUSED_MS = 60_000
// A longer one fires at once.
const LONGEST_TIMER_MS = 2_147_483_647
const known = new WeakMap<Context, Renewals>()

/** The renewals of a client. From the first call on they watch its session until `dispose`. */
export function renewalsOf(context: Context): Renewals {
  const renewals = known.get(context) ?? createRenewals(context)
  known.set(context, renewals)
  return renewals
}

function createRenewals(context: Context): Renewals {
  const { platform, presence, emit, config, vault } = context
  const running = new Map<string, Promise<Held | undefined>>()
  let last: Promise<unknown> = Promise.resolve()
  /** What the provider refused for this session, so that it is not asked at every call. */
  const refused = new Map<string, { readonly id: string; readonly until: number; readonly error: AuthError }>()
  let isUsed = false
  // The last renewal failed and the session stands: it is tried again when things look better.
  let isBehind = false
  let watched: Held | undefined
  let stop: () => void = () => undefined

  const run = async (stale: Held, api: Api | undefined): Promise<Held | undefined> => {
    // A sign-out that this tab was not told of, while the store answers nobody: it is noted.
    if (presence.held && vault.isOver(presence.held.epoch, presence.held.session.signedInAt)) presence.look()
    const { held } = presence
    const audience = api?.audience
    const toGrant = (one: Held) => grantFor(one.session, audience)
    // Another call or tab was faster: the stale token is no longer the one that is held.
    const isNewer = held?.id !== stale.id || toGrant(held)?.generation !== toGrant(stale)?.generation
    if (!held || (isNewer && isUsable(toGrant(held), platform.now()))) return held
    const about = audience && api ? { api: api.name } : {}
    const { elapsed } = platform.now()
    const before = refused.get(audience?.key ?? '')
    if (before?.id === held.id && elapsed < before.until) throw before.error
    emit('renewal', { phase: 'started', ...about })
    try {
      if (audience && !(held.session.refreshToken && isAskedFor(api, held.session.scope))) throw toNotGranted()
      // Nothing to renew with: the provider may still know the user.
      if (!held.session.refreshToken && platform.isOnline() && (await signInSilently(context))) return presence.held
      const renewed = await renewSession({ ...context, audience }, held)
      // A sign-out or another user here while the answer was under way: the vault says what stands.
      if (!renewed || presence.state.status === 'pending' || presence.held?.id !== renewed.held.id)
        await presence.look()
      else presence.adopt(renewed.held, 'another-tab')
      if (renewed) emit('renewal', { phase: renewed.phase, ...about })
      context.tellTabs()
      return presence.held
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      if (error.code === 'api-not-granted')
        refused.set(audience?.key ?? '', { id: held.id, until: elapsed + REFUSED_MS, error })
      else isBehind = error.ends !== 'session'
      emit('renewal', { phase: 'failed', code: error.code, ...about })
      context.report(error)
      if (error.ends === 'session' && presence.held?.id === held.id) presence.end('expired', error)
      context.tellTabs()
      throw error
    }
  }

  const renew = (stale: Held, api?: Api) => {
    // By session, too: what comes of one user's renewal is nothing to the next user.
    const key = `${stale.id} ${api?.audience?.key ?? ''}`
    const joined =
      running.get(key) ??
      // One after the other: each rotates the refresh token that the next one spends.
      last
        .then(() => run(stale, api))
        .finally(() => {
          if (!api?.audience) isUsed = false
          running.delete(key)
        })
    running.set(key, joined)
    last = joined.catch(() => undefined)
    return joined
  }

  // A session that becomes too old while its page is open ends there too: the vault gives it out no longer.
  let stopAge: () => void = () => undefined
  const watchAge = () => {
    stopAge()
    const { held } = presence
    if (!held) return
    const left = held.session.signedInAt + config.sessionLifetimeSeconds * 1000 - platform.now().wall
    stopAge = platform.after(Math.min(Math.max(left, 0), LONGEST_TIMER_MS), () => presence.look().then(watchAge))
  }

  const watch = () => {
    stop()
    watchAge()
    const { held } = presence
    watched = held
    const { grant, refreshToken } = held?.session ?? {}
    // Without a refresh token there is nothing to gain, and the session would end before its token does.
    if (!held || !grant?.lifetime || !refreshToken) return
    const { from, until } = grant.lifetime
    // Spread over a tenth of the margin, so that tabs do not wake in step.
    const margin = Math.min(EARLIEST_MS, (until - from) / 10) * (1 + platform.random(1).charCodeAt(0) / 1280)
    const delay = until - platform.now().wall - margin
    if (delay <= 0) return
    stop = platform.after(delay, () => {
      // Another tab may have renewed since. A failure ahead of time costs nothing: the next call tries again.
      if (held === presence.held && isUsed && platform.page?.isVisible()) renew(held).catch(() => undefined)
    })
  }

  const catchUp = (moment: PageMoment) => {
    const { held } = presence
    if (!isBehind || !held || (moment !== 'online' && moment !== 'visible')) return
    isBehind = false
    renew(held).catch(() => undefined)
  }

  // After `dispose` nothing is watched, and these arguments are not evaluated.
  context.stops?.push(
    presence.subscribe(watch),
    // Told of earlier calls, too: the use that was made before this chunk was there counts.
    context.on('request', ({ outcome }) => {
      if (outcome !== 'attached') return
      isUsed = true
      // A renewal changes no state that anyone could subscribe to: the first use afterwards looks at the clock anew.
      if (watched !== presence.held) watch()
    }),
    platform.page?.follow(catchUp) ?? (() => undefined),
    () => stop(),
    () => stopAge(),
  )

  return { renew }
}

// A refresh token is needed for a token of its own, and brings no scope that the sign-in did not ask for.
const toNotGranted = () =>
  toAuthError('api-not-granted', 'The session was not asked for this API, or has no refresh token', {
    error: 'not_asked',
    description: undefined,
  })
