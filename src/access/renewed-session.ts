import type { Call } from '../client/call.js'
import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { isSameUser, type SessionEntry } from '../domain/session.js'
import { renewalsOf } from './renewals.js'

/** A session of the same user with a usable token: one user's screen must not act with another's token. */
export async function renewFor(
  context: Context,
  stale: SessionEntry,
  { api, signal }: Pick<Call, 'api' | 'signal'>,
): Promise<SessionEntry> {
  const fresh = await unlessAborted(renewalsOf(context).renew(stale, api), signal)
  if (!fresh) throw toSignInRequired()
  if (!isSameUser(fresh.session, stale.session)) throw new AuthError('user-changed', 'Another user has signed in')
  return fresh
}
