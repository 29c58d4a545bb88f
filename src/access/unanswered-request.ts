import type { Call } from '../client/call.js'
import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { grantFor, isSameUser, type SessionEntry } from '../domain/session.js'
import { isReplayable, sendAuthorized } from './authorized-request.js'

const YOUNG_MS = 300_000

/** The renewal that was tried for a token that an API did not answer, by the key of its audience. */
interface Tried {
  readonly token: string
  readonly at: number
  readonly renewed: Promise<SessionEntry | undefined>
}

/** Answers to calls that were sent for the second time already. */
export const replayed: WeakSet<Response> = new WeakSet()

const tried = new WeakMap<Context, Map<string, Tried>>()

// Sent twice they do what they do once (RFC 9110 section 9.2.2): nobody knows whether one without an answer was carried out.
const IDEMPOTENT = /^(undefined|GET|HEAD|OPTIONS|PUT|DELETE)$/i

/**
 * What becomes of a call that got no answer, with a token whose lifetime nobody told: a 401 without CORS headers looks like that. Where
 * the token is not young, the browser is online and there is something to renew with, one renewal is tried, and the call sent once more
 * where that can do no harm. `undefined` where the failure stands.
 */
export async function answerSilence(
  context: Context,
  call: Call,
  { entry, failure }: { readonly entry: SessionEntry; readonly failure: unknown },
): Promise<Response | undefined> {
  const { platform, current } = context
  const { api, signal, init, input } = call
  const grant = grantFor(entry.session, api?.audience)
  // What `fetch` rejects with for want of an answer; ours are no such errors.
  if (!grant || grant.lifetime || !(failure instanceof TypeError) || signal?.aborted) return undefined
  const { wall, elapsed } = platform.now()
  const isYoung = wall - (grant.receivedAt ?? entry.session.signedInAt) <= YOUNG_MS
  if (isYoung || !platform.isOnline()) return undefined
  // Before it is looked up who has tried: two calls must not both find nobody.
  const { renewalsOf } = await context.later.signIn()
  const all = tried.get(context) ?? new Map<string, Tried>()
  tried.set(context, all)
  const key = api?.audience?.key ?? ''
  const token = `${entry.id} ${grant.generation}`
  let last = all.get(key)
  if (last?.token !== token || elapsed - last.at > YOUNG_MS) {
    const renewed = renewalsOf(context)
      .renew(entry, api, { isGuess: true })
      // It has said so in an event; the caller gets what `fetch` said.
      .catch(() => undefined)
    last = { token, at: elapsed, renewed }
    all.set(key, last)
  }
  const fresh = await unlessAborted(last.renewed, signal)
  const toGrant = ({ session }: SessionEntry) => grantFor(session, api?.audience)
  const isNew = fresh && (fresh.id !== entry.id || toGrant(fresh)?.generation !== grant.generation)
  if (!isNew || current.entry?.id !== fresh.id || !isSameUser(fresh.session, entry.session)) return undefined
  const method = `${init.method ?? platform.member(input, 'method')}`
  if (!IDEMPOTENT.test(method) || !isReplayable(init.body)) return undefined
  const answer = await sendAuthorized(context, call, fresh, 'replayed')
  replayed.add(answer)
  return answer
}
