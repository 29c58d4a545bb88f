import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { grantFor, type SessionEntry } from '../domain/session.js'
import { toUnavailable } from '../protocol/token-errors.js'
import { send } from './fetch.js'

/** Sends a call with the token of a session that is for its API: as a bearer token, or with a proof of the session's key. */
export async function sendAuthorized(
  context: Context,
  call: Call,
  entry: SessionEntry,
  why: Why = 'declared',
): Promise<Response> {
  const grant = grantFor(entry.session, call.api?.audience)
  // Another tab that renews without our lock may have left it out: a browser without Web Locks.
  if (!grant) throw toUnavailable()
  if (!entry.session.proofKey) return send(context, call, grant, why)
  const mayRepeat = isReplayable(call.init.body)
  const { loadDpop } = await context.later.signIn()
  return (await loadDpop()).sendWithProof(context, call, { entry, grant, why, mayRepeat })
}

/** Whether a body can be sent twice: a stream is spent by the first time. */
export const isReplayable = (body: unknown): boolean =>
  !(typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body))
