import { AuthError } from '../domain/errors.js'
import { isUsable } from '../domain/session.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

/** `auth.userInfo`: a 401 means that the token is bad, not the login: one renewal and one more try (RFC 6750 section 3.1). */
export function createUserInfo({ machine, presence, platform, flows }: Context, renewals: Renewals) {
  const failed = (why: string, status?: number) =>
    new AuthError('user-info', `No user information: ${why}`, { why, ...(status !== undefined && { status }) })
  const current = () => {
    if (!presence.held) throw new AuthError('sign-in-required', 'Nobody is signed in')
    return presence.held
  }
  return async (self: Context): Promise<UserInfo> => {
    await machine.settled()
    const held = current()
    const usable = isUsable(held.session.grant, platform.now()) ? held : await renewals.renew(held)
    const { askUserInfo } = await flows()
    const first = usable && (await askUserInfo(self, usable))
    if (first) return first
    const fresh = usable && (await renewals.renew(usable))
    const second = fresh && (await askUserInfo(self, fresh))
    if (!second) throw failed('refused', 401)
    return second
  }
}
