import type { Api } from '../domain/api.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { type Held, isSameUser } from '../domain/session.js'
import type { Context } from './context.js'
import { type Call, send } from './fetch.js'
import { renewalsOf } from './renewals.js'
import { unlessAborted } from './unless-aborted.js'

const RENEWALS_APART_MS = 10_000

/** A usable session of the same user: one user's screen must not act with another's token. */
export async function freshen(context: Context, stale: Held, signal: Call['signal']): Promise<Held> {
  const fresh = await unlessAborted(renewalsOf(context).renew(stale), signal)
  if (!fresh) throw toSignInRequired()
  if (!isSameUser(fresh.session, stale.session)) throw new AuthError('user-changed', 'Another user has signed in')
  return fresh
}

// When an API last refused a token that had just been renewed for it.
const unhelped = new WeakMap<Api, number>()

/**
 * The answer to a call that went out with the token of `held`. A 401 is answered by a replay, with a session that was
 * renewed since or by one renewal, where that can help; otherwise the API's own answer is returned as it is.
 */
export async function answerRefusal(
  context: Context,
  call: Call,
  { held, response }: { readonly held: Held; readonly response: Response },
): Promise<Response> {
  const { presence, platform, emit } = context
  const { api, signal, init } = call
  const { status } = response
  if (!api || (status !== 401 && status !== 403)) return response
  const challenge = response.headers.get('www-authenticate')
  emit('challenge', { api: api.name, status, readable: challenge !== null })
  // A challenge that names another trouble than the token is not helped by renewing it (RFC 6750 section 3.1). One that
  // cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
  const error = /(?:^|[\s,])error\s*=\s*"?([\w.-]+)/i.exec(challenge ?? '')?.[1] ?? 'invalid_token'
  if (status === 403 || error !== 'invalid_token' || isStream(init.body) || signal?.aborted) return response
  const { elapsed } = platform.now()
  // Without a refresh token the session would end for one API's sake. And what a renewal did not help a moment ago, another
  // one will not help.
  const mayHelp = held.session.refreshToken && elapsed - (unhelped.get(api) ?? -Infinity) > RENEWALS_APART_MS
  if (presence.held === held && !mayHelp) return response
  const fresh = await freshen(context, held, signal).catch((failure) => {
    if (signal?.aborted || failure.code === 'user-changed') throw failure
    // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
    return undefined
  })
  if (!fresh || presence.held?.id !== fresh.id) return response
  // The refused answer is read by nobody: its connection is let go.
  response.body?.cancel().catch(() => undefined)
  const answer = await send(context, call, fresh, 'replayed')
  if (answer.status === 401) unhelped.set(api, elapsed)
  return answer
}

// The first send spends such a body.
const isStream = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body)
