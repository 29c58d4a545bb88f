import { toSignInRequired } from '../domain/errors.js'
import { isUsable } from '../domain/session.js'
import { fetchUserInfo, toUserInfoError, type UserInfo } from '../protocol/user-info.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

/** `auth.userInfo`: a 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1). */
export async function userInfo({ presence, platform, wire, config }: Context, { renew }: Renewals): Promise<UserInfo> {
  let { held } = presence
  for (let mayRenew = true; held; mayRenew = false) {
    const { session } = held
    const answer = isUsable(session.grant, platform.now()) && (await fetchUserInfo(wire, config.clientId, session))
    if (answer) return answer
    if (!mayRenew) throw toUserInfoError('status 401')
    held = await renew(held)
  }
  throw toSignInRequired()
}
