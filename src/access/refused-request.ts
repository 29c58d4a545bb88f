import type { Call } from '../client/call.js'
import type { Context } from '../client/context.js'
import type { Api } from '../domain/api.js'
import { type Grant, grantFor, isOutdated, type SessionEntry } from '../domain/session.js'
import { isReplayable, sendAuthorized } from './authorized-request.js'
import { isBadToken, noteAnswer } from './challenge.js'
import { noteRefused, renewFor } from './renewed-session.js'
import { answerSilence, replayed } from './unanswered-request.js'

const RENEWALS_APART_MS = 10_000
const REFUSED_ALLOWED = 3
const REFUSED_WITHIN_MS = 30_000

// When an API last refused a token that had just been renewed for it.
const unhelped = new WeakMap<Api, number>()

/** What becomes of a call that its API refuses, or does not answer. */
export const answerUnwanted = (
  context: Context,
  call: Call,
  { entry, sent }: { readonly entry: SessionEntry; readonly sent: Promise<Response> },
): Promise<Response> =>
  sent.then(
    (response) => answerRefused(context, call, { entry, response }),
    async (failure) => {
      const answer = await answerSilence(context, call, { entry, failure })
      if (answer) return answer
      throw failure
    },
  )

/**
 * The answer to a call that went out with the token of `entry`. A 401 is answered by a replay, with a session that was
 * renewed since or by one renewal, where that can help; otherwise the API's own answer is returned as it is.
 */
async function answerRefused(
  context: Context,
  call: Call,
  { entry, response }: { readonly entry: SessionEntry; readonly response: Response },
): Promise<Response> {
  const { current, platform, emit } = context
  const { api, signal, init } = call
  const { status } = response
  if (!api || (status !== 401 && status !== 403)) return response
  const header = response.headers.get('www-authenticate')
  emit('challenge', { api: api.name, status, readable: header !== null })
  // By now somebody may ask what it means.
  const { renewalsOf } = await context.later.signIn()
  renewalsOf(context)
  noteAnswer(response, api)
  if (replayed.has(response) || !isBadToken(response) || !isReplayable(init.body) || signal?.aborted) return response
  const { elapsed } = platform.now()
  const toGrant = ({ session }: SessionEntry) => grantFor(session, api.audience)
  // Without a refresh token the session would end for one API's sake. And what a renewal did not help a moment ago, another
  // one will not help.
  const isApart = elapsed - (unhelped.get(api) ?? -Infinity) > RENEWALS_APART_MS
  const mayHelp =
    entry.session.refreshToken && isApart && !isStorm(api, `${entry.id} ${toGrant(entry)?.generation}`, elapsed)
  // By generation: a session that was read again, for another API's sake say, has the same token in another object.
  const present = current.entry
  const isPresent = present?.id === entry.id && toGrant(present)?.generation === toGrant(entry)?.generation
  if (isPresent && isOutdated(present.session, api.audience)) await noteRefused(context, present.session, api.audience)
  else noteNew(context, toGrant(entry))
  if (isPresent && !mayHelp) return response
  const fresh = await renewFor(context, entry, call).catch((failure) => {
    if (signal?.aborted || failure.code === 'user-changed') throw failure
    // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
    return undefined
  })
  if (!fresh || current.entry?.id !== fresh.id) return response
  // The refused answer is read by nobody: its connection is let go.
  response.body?.cancel().catch(() => undefined)
  const answer = await sendAuthorized(context, call, fresh, 'replayed')
  noteAnswer(answer, api)
  if (answer.status === 401) unhelped.set(api, elapsed)
  return answer
}

/** The tokens that an API refused of late, and when. */
const refused = new WeakMap<Api, ReadonlyMap<string, number>>()

// An API that takes a token at one call and refuses it at the next, one bad server of several say, would have a refresh token
// spent for each call. Calls that are refused with one token, however many, count once.
function isStorm(api: Api, token: string, now: number): boolean {
  const recent = new Map([...(refused.get(api) ?? [])].filter(([, at]) => now - at < REFUSED_WITHIN_MS))
  if (!recent.has(token) && recent.size >= REFUSED_ALLOWED) return true
  refused.set(api, recent.set(token, recent.get(token) ?? now))
  return false
}

const noted = new WeakSet<Grant>()

// A token that the provider gave just now and the API does not take is for somebody else, or the API trusts another issuer.
function noteNew({ platform, report }: Context, grant: Grant | undefined): void {
  if (!grant?.lifetime || noted.has(grant)) return
  noted.add(grant)
  if (Math.abs(platform.now().wall - grant.lifetime.from) < RENEWALS_APART_MS) report('api-token-audience')
}
