import { AuthError, toSignInRequired } from '../domain/errors.js'
import { type Held, isSameUser, isUsable } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

/**
 * `auth.userInfo`: a 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1). Of the
 * user who was present at the call: while a page comes back or a token is renewed it may become another.
 */
export async function userInfo(
  { presence, platform, wire, config }: Context,
  { renew, caller }: Renewals & { readonly caller: Held | undefined },
): Promise<UserInfo> {
  let held = caller && presence.held
  for (let mayRenew = true; caller && held; mayRenew = false) {
    const { session } = held
    if (!isSameUser(caller.session, session)) throw new AuthError('user-changed', 'Another user has signed in')
    // One that was renewed a moment ago is asked with, however short it lasts.
    const mayAsk = !mayRenew || isUsable(session.grant, platform.now())
    const answer = mayAsk && (await fetchUserInfo(wire, config.clientId, session))
    if (answer) return answer
    if (!mayRenew) throw toUserInfoError('status 401')
    held = await renew(held)
  }
  throw toSignInRequired()
}
