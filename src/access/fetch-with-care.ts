import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { watch } from '../client/watch.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { grantFor, isSameUser, isUsable } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { sendAuthorized } from './authorized-request.js'
import { INIT, type Init, nameReferrer, toAnswer } from './fetch.js'
import { renewFor } from './renewed-session.js'

/**
 * A call that is not the ordinary one: a `Request`, a token that has expired, nobody signed in, or a call that is refused.
 */
export async function fetchWithCare(context: Context, call: Call): Promise<Response> {
  const { current, platform, report, emit } = context
  const { input, init, api, url, signal, caller } = call
  const refuse = (why: Why, error: Error) => {
    emit('request', { outcome: 'refused', why, api: api?.name })
    throw error
  }
  if (!api) {
    const origin = url?.origin ?? 'null'
    return refuse('undeclared', report(new AuthError('api-undeclared', 'The URL is of no declared API', { origin })))
  }
  const member: Member = (name) => platform.member(input, name)
  if ((init.mode ?? member('mode')) === 'no-cors') {
    return refuse('no-cors', new TypeError('A no-cors request cannot carry a token'))
  }
  // A guest's call stays one, whoever signs in while a chunk is loaded.
  if (caller) await unlessAborted(current.mustBeOf(caller), signal)
  const pinned = caller && current.entry
  signal?.throwIfAborted()
  const isStale = pinned && !isUsable(grantFor(pinned.session, api.audience), platform.now())
  const renewed = isStale ? await renewFor(context, pinned, call) : pinned
  const present = current.entry
  // A sign-in of the same user may have come meanwhile.
  const isReplaced = present && renewed && present.id !== renewed.id && isSameUser(present.session, renewed.session)
  const entry = isReplaced ? present : renewed
  if (!entry || present?.id !== entry.id) return refuse('signed-out', report(toSignInRequired()))
  // Decided by the method, because Firefox has no `Request.body` to look at.
  const isSpent =
    member('url') && (init.body ?? null) === null && !/^(GET|HEAD)$/i.test(`${init.method ?? member('method')}`)
  let next = input
  const again = () => {
    const present = next
    // Cloned before it is sent: afterwards it is spent.
    if (isSpent) next = Request.prototype.clone.call(present as Request)
    return present
  }
  const careful: Call = { ...call, init: keep(platform, member, call), again }
  const sent = sendAuthorized(context, careful, entry)
  watch(context, 'sent', careful, sent)
  const answer = await toAnswer(context, careful, { entry, sent })
  // Once more: it is not given to a page that is another user's by now.
  await unlessAborted(current.mustBeOf(entry), signal)
  return answer
}

type Member = <Name extends keyof Request>(name: Name) => Request[Name] | undefined

// A `Request` sent with an init loses these: Firefox drops `keepalive`, and the Fetch standard resets the referrer. With an
// init of the caller's own it is reset by `fetch`, too, and stays so; a redirect mode may be ours.
function keep(platform: Platform, member: Member, { init, api }: Call): RequestInit {
  const isOwn = INIT.split(' ').some(
    // Each name is one of `RequestInit`.
    (name) => init[name as keyof RequestInit] !== undefined && !(name === 'redirect' && api?.refusesRedirects),
  )
  const kept: Record<string, unknown> = {}
  for (const name of ['keepalive', 'referrer', 'referrerPolicy'] as const) {
    const value = member(name)
    if (value !== undefined && value !== 'about:client' && (name === 'keepalive' || !isOwn)) kept[name] = value
  }
  const whole: Init = { ...kept, ...init }
  nameReferrer(platform, whole)
  return whole
}
