import type { Context } from '../client/context.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { isSameUser, isUsable, type SessionEntry } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import type { Renewals } from './renewals.js'

/**
 * `auth.userInfo`: a 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1). Of the
 * user who was present at the call: while a page comes back or a token is renewed it may become another.
 */
export async function userInfo(
  { current, platform, wire, config }: Context,
  { renew, caller }: Renewals & { readonly caller: SessionEntry | undefined },
): Promise<UserInfo> {
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
