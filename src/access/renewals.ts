import type { Context } from '../client/context.js'
import type { RenewalOptions, Renewals } from '../client/later.js'
import type { Api } from '../domain/api.js'
import { isAuthError } from '../domain/errors.js'
import type { SessionEntry } from '../domain/session.js'
import { challengeOf } from './challenge.js'
import { type Refusals, renewOnce } from './one-renewal.js'
import { type Progress, renewAhead } from './renewals-ahead.js'

/** The renewals of a client. From the first call on they watch its session until `dispose`, and challenges are read. */
export const renewalsOf = (context: Context): Renewals => (context.renewals ??= createRenewals(context))

function createRenewals(context: Context): Renewals {
  const { config, later } = context
  context.challengeOf ??= (answer) => challengeOf(config, answer)
  const running = new Map<string, Promise<SessionEntry | undefined>>()
  const refusals: Refusals = new Map()
  const progress: Progress = { isUsed: false, isBehind: false }
  let last: Promise<unknown> = Promise.resolve()

  const renew = (stale: SessionEntry, api?: Api, how: RenewalOptions = {}) => {
    // By session, too: what comes of one user's renewal is nothing to the next user.
    const key = `${stale.id} ${api?.audience?.key ?? ''}`
    const joined =
      running.get(key) ??
      // One after the other: each rotates the refresh token that the next one spends.
      last
        .then(() => renewOnce(context, refusals, { ...how, stale, api }))
        .catch((error) => {
          if (isAuthError(error) && error.code !== 'api-not-granted' && !how.isGuess)
            progress.isBehind = error.ends !== 'session'
          throw error
        })
        .finally(() => {
          if (!api?.audience) progress.isUsed = false
          running.delete(key)
        })
    running.set(key, joined)
    last = joined.catch(() => undefined)
    return joined
  }
  renewAhead(context, progress, renew)
  // Beside the token request of a return, and before a later deploy takes it away.
  if (config.userInfo) {
    later
      .signIn()
      .then(({ loadUserInfo }) => loadUserInfo())
      .catch(() => undefined)
  }
  return { renew }
}
