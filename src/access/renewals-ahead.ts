import type { Context } from '../client/context.js'
import type { SessionEntry } from '../domain/session.js'
import type { PageMoment } from '../platform/platform.js'

const EARLIEST_MS = 60_000
// A longer one fires at once.
const LONGEST_TIMER_MS = 2_147_483_647

/** What the next renewal ahead of time depends on. */
export interface Progress {
  /** The sign-in's token was used since its last renewal. */
  isUsed: boolean
  /** The last renewal failed and the session stands: it is tried again when things look better. */
  isBehind: boolean
}

/**
 * Renews the sign-in's token ahead of time in a visible tab that uses it, and what failed when things look better; ends a session that
 * becomes too old while its page is open. Until `dispose`.
 */
export function renewAhead(
  context: Context,
  progress: Progress,
  renew: (stale: SessionEntry) => Promise<unknown>,
): void {
  const { platform, current } = context
  let scheduled: SessionEntry | undefined
  let stop: () => void = () => undefined

  const schedule = () => {
    stop()
    const { entry } = current
    scheduled = entry
    const delay = toDelay(context, entry)
    if (!entry || delay <= 0) return
    stop = platform.after(delay, () => {
      // Another tab may have renewed since. A failure ahead of time costs nothing: the next call tries again.
      if (entry === current.entry && progress.isUsed && platform.page?.isVisible()) renew(entry).catch(() => undefined)
    })
  }
  const catchUp = (moment: PageMoment) => {
    const { entry } = current
    if (!progress.isBehind || !entry || (moment !== 'online' && moment !== 'visible')) return
    progress.isBehind = false
    renew(entry).catch(() => undefined)
  }
  // After `dispose` nothing is watched, and these arguments are not evaluated.
  context.stops?.push(
    current.subscribe(schedule),
    // Told of earlier calls, too: the use that was made before this chunk was there counts.
    context.on('request', ({ outcome }) => {
      if (outcome !== 'attached') return
      progress.isUsed = true
      // A renewal changes no state that anyone could subscribe to: the first use afterwards looks at the clock anew.
      if (scheduled !== current.entry) schedule()
    }),
    platform.page?.follow(catchUp) ?? (() => undefined),
    () => stop(),
    followAge(context),
  )
}

/** How long until the token is renewed, in milliseconds; none where there is nothing to gain. */
function toDelay({ platform }: Context, entry: SessionEntry | undefined): number {
  const { grant, refreshToken } = entry?.session ?? {}
  // Without a refresh token the session would end before its token does.
  if (!grant?.lifetime || !refreshToken) return 0
  const { from, until } = grant.lifetime
  // Spread over a tenth of the margin, so that tabs do not wake in step.
  const margin = Math.min(EARLIEST_MS, (until - from) / 10) * (1 + platform.random(1).charCodeAt(0) / 1280)
  return until - platform.now().wall - margin
}

/** A session that becomes too old while its page is open ends there too: the vault gives it out no longer. Gives what stops it. */
function followAge({ current, config, platform }: Context): () => void {
  let cancel: () => void = () => undefined
  const follow = () => {
    cancel()
    const { entry } = current
    if (!entry) return
    const left = entry.session.signedInAt + config.sessionLifetimeSeconds * 1000 - platform.now().wall
    cancel = platform.after(Math.min(Math.max(left, 0), LONGEST_TIMER_MS), () => current.reload().then(follow))
  }
  const stop = current.subscribe(follow)
  return () => {
    stop()
    cancel()
  }
}
