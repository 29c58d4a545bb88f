import type { Call } from '../client/call.js'
import type { Context, Turn } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import type { Audience } from '../domain/api.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { grantFor, isOutdated, isSameUser, isUsable, type Session, type SessionEntry } from '../domain/session.js'

/** A place in the next turn of an audience, where there are turns. */
export const holdTurn = ({ turns }: Context, audience: Audience | undefined): Turn | undefined =>
  turns ? turns.hold(audience?.key ?? '') : undefined

/** Whether the token for an audience may be sent, as far as anyone knows. */
export const isAlive = ({ platform, turns }: Context, session: Session, audience: Audience | undefined): boolean =>
  isUsable(grantFor(session, audience), platform.now()) && !(turns && isOutdated(session, audience))

/** Notes that a token was refused that is still held. Another audience's renewal may have ended it. */
export async function noteRefused(context: Context, session: Session, audience: Audience | undefined): Promise<void> {
  if (!isOutdated(session, audience)) return
  const { loadTurns } = await context.later.signIn()
  // What cannot be loaded learns it another time.
  await loadTurns().then(
    ({ noteDeath }) => noteDeath(context, session, audience),
    () => undefined,
  )
}

/** A session of the same user with a usable token: one user's screen must not act with another's token. */
export async function renewFor(
  context: Context,
  stale: SessionEntry,
  { api, signal }: Pick<Call, 'api' | 'signal'>,
): Promise<SessionEntry> {
  const { renewalsOf } = await context.later.signIn()
  const fresh = await unlessAborted(renewalsOf(context).renew(stale, api), signal)
  if (!fresh) throw toSignInRequired()
  if (!isSameUser(fresh.session, stale.session)) throw new AuthError('user-changed', 'Another user has signed in')
  return fresh
}
