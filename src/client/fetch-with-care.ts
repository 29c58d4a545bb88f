import { AuthError, toSignInRequired } from '../domain/errors.js'
import { isSameUser, isUsable } from '../domain/session.js'
import type { Context } from './context.js'
import { type Call, send, type Why } from './fetch.js'
import { answerRefusal, freshen } from './replay.js'

/**
 * A call that is not the ordinary one: a `Request`, a token that has expired, nobody signed in, or a call that is refused.
 */
export async function fetchWithCare(context: Context, call: Call): Promise<Response> {
  const { presence, platform, report, emit } = context
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
  const pinned = presence.held
  if (caller && pinned && !isSameUser(caller.session, pinned.session)) {
    throw new AuthError('user-changed', 'Another user has signed in')
  }
  signal?.throwIfAborted()
  const isStale = pinned && !isUsable(pinned.session.grant, platform.now())
  const held = isStale ? await freshen(context, pinned, signal) : pinned
  if (!held || presence.held?.id !== held.id) return refuse('signed-out', report(toSignInRequired()))
  const careful: Call = { ...call, init: { ...toKept(member), ...init } }
  // Cloned before the first send; decided by the method, because Firefox has no `Request.body` to look at.
  const isSpent = member('url') && !init.body && !/^(GET|HEAD)$/i.test(`${init.method ?? member('method')}`)
  const spare = isSpent ? Request.prototype.clone.call(input as Request) : input
  const response = await send(context, careful, held)
  return answerRefusal(context, { ...careful, input: spare }, { held, response })
}

type Member = <Name extends keyof Request>(name: Name) => Request[Name] | undefined

// A `Request` sent with an init loses these: Firefox drops `keepalive`, and the Fetch standard resets the referrer.
function toKept(member: Member): RequestInit {
  const kept: Record<string, unknown> = {}
  for (const name of ['keepalive', 'referrer', 'referrerPolicy'] as const) {
    const value = member(name)
    if (value !== undefined && value !== 'about:client') kept[name] = value
  }
  return kept
}
