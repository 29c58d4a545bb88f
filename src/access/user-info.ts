import type { Context } from '../client/context.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import type { SessionEntry } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import { renewalsOf } from './renewals.js'
import { holdTurn, isAlive, noteRefused } from './renewed-session.js'

export { askForInfo, renewInfo } from '../session/info.js'

/**
 * `auth.userInfo`, of the user who was present at the call: while a page comes back, a token is renewed or the answer is under way
 * it may become another, or nobody, to whom it says nothing.
 */
export async function userInfo(context: Context, caller: SessionEntry | undefined): Promise<UserInfo> {
  await context.current.settled()
  return askForUserInfo(context, caller).catch((error) => {
    throw error instanceof AuthError ? context.report(error) : error
  })
}

// A 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1).
async function askForUserInfo(context: Context, caller: SessionEntry | undefined): Promise<UserInfo> {
  const { current, wire, config } = context
  const { renew } = renewalsOf(context)
  const turn = holdTurn(context, undefined)
  try {
    await turn?.begun
    for (let mayRenew = true; caller; mayRenew = false) {
      await current.mustBeOf(caller)
      const { entry } = current
      if (!entry) break
      const { session } = entry
      // One that was renewed a moment ago is asked with, however short it lasts.
      const mayAsk = !mayRenew || isAlive(context, session, undefined)
      const answer = mayAsk && (await fetchUserInfo(wire, config.clientId, session))
      await current.mustBeOf(caller)
      if (!current.entry) break
      if (answer) return answer
      if (!mayRenew) throw toUserInfoError('status 401')
      if (mayAsk) await noteRefused(context, session, undefined)
      await renew(entry)
    }
    throw toSignInRequired()
  } finally {
    turn?.letGo()
  }
}
