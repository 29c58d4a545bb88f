import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { watch } from '../client/watch.js'
import type { Api } from '../domain/api.js'
import { AuthError, toSignInRequired } from '../domain/errors.js'
import { type Grant, grantFor, isOutdated, type SessionEntry } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { sendAuthorized } from './authorized-request.js'
import { type Init, nameReferrer, toAnswer } from './fetch.js'
import { holdTurn, isAlive, renewFor } from './renewed-session.js'

/**
 * A call that is not the ordinary one: a `Request`, a token that has expired, nobody signed in, or a call that is refused.
 */
export async function fetchWithCare(context: Context, call: Call): Promise<Response> {
  const { platform, current, report, emit } = context
  const { input, init, api, url, signal } = call
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
  const probe = toProbe(context, api)
  // What outlives the page waits for nobody.
  if (!(init.keepalive ?? member('keepalive'))) await unlessAborted(probe.before, signal)
  const turn = holdTurn(context, api.audience)
  try {
    if (turn) await unlessAborted(turn.begun, signal)
    const entry = await toUsable(context, call)
    // From here to the network nothing is awaited: a sign-out must not come between.
    if (!entry || current.entry?.id !== entry.id) return refuse('signed-out', report(toSignInRequired()))
    return await sendWithCare(context, call, entry)
  } finally {
    turn?.letGo()
    probe.end()
  }
}

/** The calls that find out whether their token has outlived another audience's renewal. */
const probes = new WeakMap<Grant, Promise<void>>()

/** Of the calls with a token that may have been ended the first one finds out, and the others wait: they would be refused with it. */
function toProbe({ current, turns }: Context, { audience }: Api) {
  const session = current.entry?.session
  const grant =
    session && turns === undefined && isOutdated(session, audience) ? grantFor(session, audience) : undefined
  const before = grant && probes.get(grant)
  let end: () => void = () => undefined
  if (grant && !before) {
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    probes.set(grant, ended)
  }
  return { before: Promise.resolve(before), end }
}

/** The session of the user who called, renewed where it must be; `undefined` when nobody is signed in. */
async function toUsable(context: Context, call: Call): Promise<SessionEntry | undefined> {
  const { current } = context
  const { caller, signal, api } = call
  // A guest's call stays one, whoever signs in while a chunk is loaded.
  if (caller) await unlessAborted(current.mustBeOf(caller), signal)
  const pinned = caller && current.entry
  signal?.throwIfAborted()
  const isStale = pinned && !isAlive(context, pinned.session, api?.audience)
  return isStale ? renewFor(context, pinned, call) : pinned
}

async function sendWithCare(context: Context, call: Call, entry: SessionEntry): Promise<Response> {
  const { current, platform } = context
  const { input, init, api, signal } = call
  const member: Member = (name) => platform.member(input, name)
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
  // It has outlived another audience's renewal: so does every other one.
  const learn = ({ ok }: Response) => {
    if (ok && isOutdated(entry.session, api?.audience)) context.turns ??= false
  }
  sent.then(learn, () => undefined)
  const answer = await toAnswer(context, careful, { entry, sent })
  // Once more: it is not given to a page that is another user's by now.
  await unlessAborted(current.mustBeOf(entry), signal)
  return answer
}

const INIT =
  'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal priority duplex window'

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
