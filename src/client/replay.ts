import type { Api } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import { type Held, isSameUser } from '../domain/session.js'
import type { Context } from './context.js'
import { renewalsOf } from './renewals.js'

/** A call that an API answered with 401 or 403. */
interface Refused {
  readonly response: Response
  readonly api: Api
  readonly signal: AbortSignal | null | undefined
  /** Sends the call again; `undefined` when its body is spent. */
  readonly replay: ((fresh: Held) => Promise<Response>) | undefined
  readonly freshen: () => Promise<Held>
}

/** A usable session of the user the call was made for: one user's screen must not act with another's token. */
export async function freshen(context: Context, stale: Held, pinned: Held): Promise<Held> {
  const fresh = await renewalsOf(context).renew(stale)
  if (!fresh) throw new AuthError('sign-in-required', 'Nobody is signed in')
  if (!isSameUser(fresh.session, pinned.session)) throw new AuthError('user-changed', 'Another user has signed in')
  return fresh
}

/** The answer to a replay, with a session that was renewed since or by one renewal; the API's own when that does not help. */
export async function answerRefusal(
  { emit }: Context,
  { response, api, signal, replay, freshen }: Refused,
): Promise<Response> {
  const challenge = response.headers.get('www-authenticate')
  // The only two statuses that come here.
  emit('challenge', { api: api.name, status: response.status as 401 | 403, readable: challenge !== null })
  // A challenge that names another trouble than the token is not helped by renewing it (RFC 6750 section 3.1). One that
  // cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
  const error = /(?:^|[\s,])error\s*=\s*"?([\w.-]+)/i.exec(challenge ?? '')?.[1] ?? 'invalid_token'
  if (response.status === 403 || !replay || error !== 'invalid_token') return response
  const fresh = await freshen().catch((failure) => {
    if (signal?.aborted || failure.code === 'user-changed') throw failure
    // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
    return undefined
  })
  if (!fresh) return response
  // The refused answer is read by nobody: its connection is let go.
  response.body?.cancel().catch(() => undefined)
  return replay(fresh)
}
