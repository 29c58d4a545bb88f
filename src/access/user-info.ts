import type { Context } from '../client/context.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { isSameUser, isUsable, type SessionEntry } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import { renewalsOf } from './renewals.js'

/**
 * `auth.userInfo`, of the user who was present at the call: while a page comes back or a token is renewed it may become another.
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
  let entry = caller && current.entry
  for (let mayRenew = true; caller && entry; mayRenew = false) {
    const { session } = entry
    if (!isSameUser(caller.session, session)) throw new AuthError('user-changed', 'Another user has signed in')
    const answer = isUsable(session.grant, platform.now()) && (await fetchUserInfo(wire, config.clientId, session))
    if (answer) return answer
    if (!mayRenew) throw toUserInfoError('status 401')
    entry = await renew(entry)
  }
  throw toSignInRequired()
}
