import { isAuthError } from '../domain/errors.js'
import { type Held, isUsable } from '../domain/session.js'
import type { Context } from './context.js'

/** When the session is renewed: on demand, and ahead of time in a visible tab that uses it. */
export interface Renewals {
  /** A usable session after the stale one; `undefined` when there is none any more. Calls join the renewal under way. */
  renew(stale: Held): Promise<Held | undefined>
  /** An API was called with our token. */
  noteUse(): void
  /** Starts to watch the session that is held. */
  watch(): void
  stop(): void
}

const EARLIEST_MS = 60_000
const LONGEST_TIMER_MS = 2_147_483_647

export function createRenewals(context: Context): Renewals {
  const { platform, presence, machine } = context
  let running: Promise<Held | undefined> | undefined
  let isUsed = false
  let cancel = () => {}

  const run = async (stale: Held): Promise<Held | undefined> => {
    const { held } = presence
    // Another call or tab was faster: `stale` is no longer what is held.
    if (held && held !== stale && isUsable(held.session.grant, platform.now())) return held
    context.events.emit('renewal', { phase: 'started' })
    try {
      const renewed = await (await context.flows()).renew(context, stale)
      return await settle(renewed)
    } catch (error) {
      if (!isAuthError(error)) throw error
      context.events.emit('renewal', { phase: 'failed', code: error.code })
      context.explain(error)
      if (error.ends === 'session' && presence.held?.id === stale.id) {
        presence.end('expired', error)
        context.tellTabs()
      }
      throw error
    }
  }

  const settle = async (renewed: Awaited<ReturnType<Awaited<ReturnType<Context['flows']>>['renew']>>) => {
    if (renewed.by === 'nobody') {
      await presence.look()
      return presence.held
    }
    // A sign-out here while the answer was under way has emptied memory: nothing brings it back.
    if (!presence.held) return undefined
    isUsed = false
    presence.adopt(renewed.held, 'another-tab')
    context.events.emit('renewal', { phase: renewed.by === 'us' ? 'renewed' : 'adopted' })
    if (renewed.by === 'us') context.tellTabs()
    return renewed.held
  }

  const ahead = () => {
    const { held } = presence
    const isWanted = held && isUsed && platform.page?.isVisible()
    // A failure ahead of time costs nothing: the token still works, and the next call tries again.
    if (isWanted) renewals.renew(held).catch(() => undefined)
  }

  const renewals: Renewals = {
    renew(stale) {
      running ??= run(stale).finally(() => {
        running = undefined
      })
      return running
    },
    noteUse() {
      isUsed = true
    },
    watch() {
      cancel()
      cancel = () => {}
      const lifetime = machine.state.status === 'signed-in' && presence.held?.session.grant.lifetime
      if (!lifetime || !presence.held?.session.refreshToken) return
      const margin = Math.min(EARLIEST_MS, (lifetime.until - lifetime.from) / 10)
      // Spread over a tenth of the margin, so that tabs do not wake in step.
      const jitter = (margin / 10) * (platform.random(1).charCodeAt(0) / 128)
      const delay = lifetime.until - platform.now().wall - margin - jitter
      if (delay > 0) cancel = platform.after(Math.min(delay, LONGEST_TIMER_MS), ahead)
    },
    stop: () => cancel(),
  }
  return renewals
}
