import { AuthError } from '../domain/errors.js'
import { type Held, isSameUser } from '../domain/session.js'
import type { Context } from './context.js'
import { renewalsOf } from './renewals.js'

const RENEWALS_APART_MS = 10_000

/** A call that an API answered with 401, and that can be made again. */
interface Refused {
  readonly response: Response
  /** The session it was sent with. */
  readonly held: Held
  /** Whether the API has taken its token before. */
  readonly isTaken: boolean
  readonly signal: AbortSignal | null | undefined
  /** Sends the call again. */
  readonly replay: (fresh: Held) => Promise<Response>
  readonly freshen: (stale: Held) => Promise<Held>
}

/** A usable session of the same user: one user's screen must not act with another's token. */
export async function freshen(context: Context, stale: Held): Promise<Held> {
  const fresh = await renewalsOf(context).renew(stale)
  if (!fresh) throw new AuthError('sign-in-required', 'Nobody is signed in')
  if (!isSameUser(fresh.session, stale.session)) throw new AuthError('user-changed', 'Another user has signed in')
  return fresh
}

/** The answer to a replay, with a session that was renewed since or by one renewal; the API's own when that does not help. */
export async function answerRefusal(
  { presence, platform }: Context,
  { response, held, isTaken, signal, replay, freshen }: Refused,
): Promise<Response> {
  const challenge = response.headers.get('www-authenticate')
  // A challenge that names another trouble than the token is not helped by renewing it (RFC 6750 section 3.1). One that
  // cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
  const error = /(?:^|[\s,])error\s*=\s*"?([\w.-]+)/i.exec(challenge ?? '')?.[1] ?? 'invalid_token'
  if (signal?.aborted || error !== 'invalid_token') return response
  if (presence.held === held && !mayHelp(held, isTaken, platform.now().wall)) return response
  const fresh = await freshen(held).catch((failure) => {
    if (signal?.aborted || failure.code === 'user-changed') throw failure
    // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
    return undefined
  })
  if (!fresh || presence.held?.id !== fresh.id) return response
  // The refused answer is read by nobody: its connection is let go.
  response.body?.cancel().catch(() => undefined)
  return replay(fresh)
}

// Without a refresh token the session would end for one API's sake. And a token that was renewed seconds ago, and that the
// API has not taken once, is not what it objects to.
function mayHelp({ generation, session: { refreshToken, grant } }: Held, isTaken: boolean, now: number): boolean {
  const isJustRenewed = generation > 0 && now - (grant.lifetime?.from ?? 0) < RENEWALS_APART_MS
  return refreshToken !== undefined && (!isJustRenewed || isTaken)
}
