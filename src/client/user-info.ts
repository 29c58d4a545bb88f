import { toSignInRequired } from '../domain/errors.js'
import { type Held, isUsable } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

/**
 * `auth.userInfo`: a 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1). Of the
 * user who was present at the call: while a page comes back, a token is renewed or the answer is under way it may become another, or
 * nobody, to whom it says nothing.
 */
export async function userInfo(
  { presence, platform, wire, config }: Context,
  { renew, caller }: Renewals & { readonly caller: Held | undefined },
): Promise<UserInfo> {
  for (let mayRenew = true; caller; mayRenew = false) {
    await presence.mustBeOf(caller)
    const { held } = presence
    if (!held) break
    const { session } = held
    // One that was renewed a moment ago is asked with, however short it lasts.
    const mayAsk = !mayRenew || isUsable(session.grant, platform.now())
    const answer = mayAsk && (await fetchUserInfo(wire, config.clientId, session))
    await presence.mustBeOf(caller)
    if (!presence.held) break
    if (answer) return answer
    if (!mayRenew) throw toUserInfoError('status 401')
    await renew(held)
  }
  throw toSignInRequired()
}
