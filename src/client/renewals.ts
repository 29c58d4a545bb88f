import { AuthError } from '../domain/errors.js'
import { type Held, isUsable } from '../domain/session.js'
import type { PageMoment } from '../platform/platform.js'
import { renewSession } from '../session/renewer.js'
import type { Context } from './context.js'
import { signInSilently } from './silent.js'

/** When the session is renewed: on demand, and ahead of time in a visible tab that uses it. */
export interface Renewals {
  /** A usable session after the stale one; `undefined` when there is none any more. Calls join the renewal under way. */
  renew(stale: Held): Promise<Held | undefined>
}

const EARLIEST_MS = 60_000
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
  const { platform, presence, emit, config } = context
  let running: Promise<Held | undefined> | undefined
  let isUsed = false
  // The last renewal failed and the session stands: it is tried again when things look better.
  let isBehind = false
  let watched: Held | undefined
  let stop: () => void = () => undefined

  const run = async (stale: Held): Promise<Held | undefined> => {
    const { held } = presence
    // Another call or tab was faster: `stale` is no longer what is held.
    if (!held || (held !== stale && isUsable(held.session.grant, platform.now()))) return held
    emit('renewal', { phase: 'started' })
    try {
      // Nothing to renew with: the provider may still know the user.
      if (!held.session.refreshToken && platform.isOnline() && (await signInSilently(context))) return presence.held
      const renewed = await renewSession(context, held)
      // A sign-out or another user here while the answer was under way: the vault says what stands.
      if (!renewed || presence.state.status === 'pending' || presence.held?.id !== renewed.held.id)
        await presence.look()
      else presence.adopt(renewed.held, 'another-tab')
      if (renewed) emit('renewal', { phase: renewed.phase })
      context.tellTabs()
      return presence.held
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      isBehind = error.ends !== 'session'
      emit('renewal', { phase: 'failed', code: error.code })
      context.report(error)
      if (error.ends === 'session' && presence.held?.id === held.id) presence.end('expired', error)
      context.tellTabs()
      throw error
    }
  }

  const renew = (stale: Held) => {
    running ??= run(stale).finally(() => {
      isUsed = false
      running = undefined
    })
    return running
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
