import { type Api, matchApi } from '../domain/api.js'
import type { AuthEvents } from '../domain/events.js'
import { reveal } from '../domain/secret.js'
import { type Held, isUsable } from '../domain/session.js'
import type { Fetch } from '../platform/platform.js'
import type { Context } from './context.js'
import { unlessAborted } from './unless-aborted.js'

/** A call, resolved once: what is matched is what is sent. */
export interface Call {
  readonly input: RequestInfo | URL
  /** A copy of the caller's, read once. */
  readonly init: RequestInit
  /** The caller's headers, of the init or else of the `Request`. */
  readonly headers: Headers
  readonly signal: AbortSignal | null | undefined
  readonly url: URL | undefined
  readonly api: Api | undefined
  /** The session that stood when the call was made: no other user's token answers it. */
  readonly caller: Held | undefined
}

export type Why = AuthEvents['request']['why']

// Read by name: a class instance may keep them on its prototype, where a spread does not look.
const INIT =
  'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal priority duplex'

/**
 * `auth.fetch`: exactly `fetch`, plus the access token when the URL belongs to a declared API.
 * With a usable token in memory nothing is awaited before the network, so that a `keepalive` request of `pagehide` leaves.
 * What is out of the ordinary is done by the chunk that is loaded when the page is idle.
 */
export function createFetch(context: Context): Fetch {
  const { config, platform, presence, emit, wire, flows } = context
  return async (given, options = {}) => {
    const init: Record<string, unknown> = {}
    for (const name of new Set([...INIT.split(' '), ...Object.keys(options)])) {
      // Each name is one of `RequestInit`, or the caller's own.
      const value = options[name as keyof RequestInit]
      if (value !== undefined) init[name] = value
    }
    const native = platform.member(given, 'url')
    // Read once: an object could give another text to whoever asks again.
    const text = native ?? String(given)
    const url = platform.resolve(text)
    const input = native ? given : (url?.href ?? text)
    const api = url && matchApi(config.apis, url)
    const forward = (why: Why) => {
      emit('request', { outcome: 'forwarded', why, api: api?.name })
      return wire.fetch(input, init)
    }
    if (!api && !config.strict) return forward('undeclared')
    const headers = new Headers((init['headers'] as HeadersInit | undefined) ?? platform.member(given, 'headers'))
    if (init['headers']) init['headers'] = headers
    if (api && headers.has('authorization')) return forward('own-authorization')
    // One API's token must not follow a same-origin redirect to another (RFC 9700 section 4.9.1).
    if (api?.isShared && (init['redirect'] ?? platform.member(given, 'redirect')) !== 'manual')
      init['redirect'] = 'error'
    const signal = (init['signal'] as AbortSignal | null | undefined) ?? platform.member(given, 'signal')
    const caller = presence.held
    if (presence.state.status === 'pending') await unlessAborted(presence.settled(), signal)
    const { held } = presence
    if (api?.anonymous && !held) return forward('anonymous')
    const call: Call = { input, init, headers, signal, url, api, caller }
    const isOrdinary = api && !native && init['mode'] !== 'no-cors' && (!caller || caller.id === held?.id)
    const late = () => unlessAborted(flows(), signal)
    if (!isOrdinary || !held || !isUsable(held.session.grant, platform.now()))
      return (await late()).fetchWithCare(context, call)
    const response = await send(context, call, held)
    if (!/40[13]/.test(`${response.status}`)) return response
    return late().then(
      ({ answerRefusal }) => answerRefusal(context, call, { held, response }),
      (failure) => {
        // Without the chunk there is no renewal, and the caller gets the API's own answer, as from `fetch`.
        if (!signal?.aborted) return response
        throw failure
      },
    )
  }
}

/** Sends a call with the access token of a session. */
export function send(
  { emit, wire }: Context,
  { input, init, headers, api }: Call,
  held: Held,
  why: Why = 'declared',
): Promise<Response> {
  emit('request', { outcome: 'attached', why, api: api?.name })
  const carrier = new Headers(headers)
  carrier.set('authorization', `Bearer ${reveal(held.session.grant.accessToken)}`)
  return wire.fetch(input, { ...init, headers: carrier })
}
