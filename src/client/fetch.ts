import { type Api, matchApi, sharesOrigin } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import type { AuthEvents } from '../domain/events.js'
import { reveal } from '../domain/secret.js'
import { type Held, isSameUser, isUsable } from '../domain/session.js'
import type { Fetch, Platform } from '../platform/platform.js'
import type { Context } from './context.js'
import { unlessAborted } from './unless-aborted.js'

/** One call, resolved once: what is matched is what is sent. */
interface Call {
  readonly input: RequestInfo | URL
  readonly init: RequestInit
  readonly url: URL | undefined
}

type Why = AuthEvents['request']['why']

// Read by name: a class instance may keep them on its prototype, where a spread does not look.
const INIT =
  'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal priority duplex'

/**
 * `auth.fetch`: exactly `fetch`, plus the access token when the URL belongs to a declared API.
 * With a usable token in memory nothing is awaited before the network, so that a `keepalive` request of `pagehide` leaves.
 */
export function createFetch(context: Context): Fetch {
  const { config, platform, presence, emit, report, wire, flows } = context
  // The session whose token an API took last.
  const taken = new Map<Api, Held>()
  return async (given, options) => {
    const { input, init, url } = toCall(platform, given, options)
    // A member of the caller's `Request`, when there is one, by the engine's own getter.
    const member = <Name extends keyof Request>(name: Name) => platform.member(input, name)
    const api = url && matchApi(config.apis, url)
    const tell = (outcome: AuthEvents['request']['outcome'], why: Why) =>
      emit('request', { outcome, why, api: api?.name })
    const forward = (why: Why) => {
      tell('forwarded', why)
      return wire.fetch(input, init)
    }
    const refuse = (why: Why, error: Error) => {
      tell('refused', why)
      throw error
    }
    if (!api) {
      if (!config.strict || !url) return forward('undeclared')
      const { origin } = url
      return refuse('undeclared', report(new AuthError('api-undeclared', 'The URL is of no declared API', { origin })))
    }
    const headers = new Headers(init.headers ?? member('headers'))
    // Read once: what was looked at for an `Authorization` of the caller's is what is sent.
    if (init.headers) init.headers = headers
    if (headers.has('authorization')) return forward('own-authorization')
    if ((init.mode ?? member('mode')) === 'no-cors') {
      return refuse('no-cors', new TypeError('A no-cors request cannot carry a token'))
    }
    const signal = init.signal ?? member('signal')
    const caller = presence.held
    if (presence.state.status === 'pending') await unlessAborted(presence.settled(), signal)
    const pinned = presence.held
    if (!pinned && api.anonymous) return forward('anonymous')
    if (caller && pinned && !isSameUser(caller.session, pinned.session))
      throw new AuthError('user-changed', 'Another user has signed in')
    signal?.throwIfAborted()
    const freshen = (stale: Held) =>
      unlessAborted(
        flows().then((late) => late.freshen(context, stale)),
        signal,
      )
    const held = pinned && !isUsable(pinned.session.grant, platform.now()) ? await freshen(pinned) : pinned
    if (!held || presence.held?.id !== held.id) {
      return refuse('signed-out', report(new AuthError('sign-in-required', 'Nobody is signed in')))
    }
    const spare = toSpare(member, input, init)
    const kept = toKept(member)
    // One API's token must not follow a same-origin redirect to another (RFC 9700 section 4.9.1).
    if (sharesOrigin(config.apis, url) && member('redirect') !== 'manual') kept.redirect = 'error'
    const send = async (body: typeof input, why: Why, held: Held) => {
      tell('attached', why)
      const carrier = new Headers(headers)
      carrier.set('authorization', `Bearer ${reveal(held.session.grant.accessToken)}`)
      const response = await wire.fetch(body, { ...kept, ...init, headers: carrier })
      if (response.status !== 401) taken.set(api, held)
      return response
    }
    const response = await send(input, 'declared', held)
    const { status } = response
    if (status !== 401 && status !== 403) return response
    emit('challenge', { api: api.name, status, readable: response.headers.has('www-authenticate') })
    // No renewal helps these: the answer waits for no chunk.
    if (status === 403 || !spare) return response
    const replay = (fresh: Held) => send(spare, 'replayed', fresh)
    return unlessAborted(flows(), signal).then(
      (late) =>
        late.answerRefusal(context, { response, held, isTaken: taken.get(api) === held, signal, replay, freshen }),
      // Without the chunk there is no renewal, and the caller gets the API's own answer, as from `fetch`.
      (failure) => {
        if (signal?.aborted) throw failure
        return response
      },
    )
  }
}

function toCall({ resolve, member }: Platform, input: RequestInfo | URL, given: RequestInit = {}): Call {
  const init: Record<string, unknown> = {}
  for (const name of new Set([...INIT.split(' '), ...Object.keys(given)])) {
    // Each name is one of `RequestInit`, or the caller's own.
    const value = given[name as keyof RequestInit]
    if (value !== undefined) init[name] = value
  }
  const native = member(input, 'url')
  // Read once: an object could give another text to whoever asks again.
  const text = native ?? String(input)
  const url = resolve(text)
  return { input: native ? input : (url?.href ?? text), init, url }
}

type Member = <Name extends keyof Request>(name: Name) => Request[Name] | undefined

// A `Request` sent with an init loses these: Firefox drops `keepalive`, and the Fetch standard resets the referrer.
function toKept(member: Member): { -readonly [Name in keyof RequestInit]: RequestInit[Name] } {
  const kept: Record<string, unknown> = {}
  for (const name of ['keepalive', 'referrer', 'referrerPolicy'] as const) {
    const value = member(name)
    if (value !== undefined && value !== 'about:client') kept[name] = value
  }
  return kept
}

/** The input of a second send, or `undefined` when the first spends its body: a stream of the caller's. */
function toSpare(member: Member, input: Call['input'], init: RequestInit): Call['input'] | undefined {
  const { body, method = member('method') } = init
  if (body) return typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body) ? undefined : input
  // Cloned before the first send; decided by the method, because Firefox has no `Request.body` to look at.
  return member('url') && !/^(GET|HEAD)$/i.test(`${method}`) ? Request.prototype.clone.call(input) : input
}
