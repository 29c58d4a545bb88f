import type { Context } from '../client/context.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { isUsable, type SessionEntry } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import { renewalsOf } from './renewals.js'

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
  const { current, platform, wire, config } = context
  const { renew } = renewalsOf(context)
  for (let mayRenew = true; caller; mayRenew = false) {
    await current.mustBeOf(caller)
    const { entry } = current
    if (!entry) break
    const { session } = entry
    // One that was renewed a moment ago is asked with, however short it lasts.
    const mayAsk = !mayRenew || isUsable(session.grant, platform.now())
    const answer = mayAsk && (await fetchUserInfo(wire, config.clientId, session))
    await current.mustBeOf(caller)
    if (!current.entry) break
    if (answer) return answer
    if (!mayRenew) throw toUserInfoError('status 401')
    await renew(entry)
  }
  throw toSignInRequired()
}
