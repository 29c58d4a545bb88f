import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { watch } from '../client/watch.js'
import { type Api, matchApi } from '../domain/api.js'
import { reveal } from '../domain/secret.js'
import { type Grant, grantFor, isOutdated, isUsable, type SessionEntry } from '../domain/session.js'
import type { Fetch, Platform } from '../platform/platform.js'

const KNOWN = 200

/**
 * `auth.fetch`: exactly `fetch`, plus the access token when the URL belongs to a declared API.
 * With a usable token in memory nothing is awaited before the network, so that a `keepalive` request of `pagehide` leaves.
 * What is out of the ordinary is done by the chunk that is loaded when the page is idle.
 * Sent by other means, all requests of an app come here, and `strict` is about those that were meant for an API.
 */
export function createFetch(context: Context, by: Fetch = context.wire.fetch): Fetch {
  const { config, platform, current, emit, wire, later } = context
  const known = new Map<string, Target>()
  const find = (text: string): Target => {
    const before = known.get(text)
    if (before) return before
    const url = platform.resolve(text)
    const target = { url, href: url?.href ?? text, api: url && matchApi(config.apis, url) }
    // With scheme and host a text means the same whatever becomes of the page's `<base>`; others are resolved each time.
    if (/^https?:\/\//i.test(text)) {
      if (known.size >= KNOWN) known.clear()
      known.set(text, target)
    }
    return target
  }
  return async (argument, options) => {
    // `null` is no init either.
    const init = toInit(options ?? {})
    const native = platform.member(argument, 'url')
    if (!native) nameReferrer(platform, init)
    // Read once: an object could give another text to whoever asks again.
    const { url, href, api } = find(native ?? `${argument}`)
    const input = native ? argument : href
    const forward = (why: Why) => {
      emit('request', { outcome: 'forwarded', why, api: api?.name })
      const answer = by(input, init)
      if (!api) watch(context, 'undeclared', { input, init, url }, answer)
      return answer
    }
    if (!api && !(config.strict && by === wire.fetch)) return forward('undeclared')
    // Only what is not there at all is the `Request`'s: `null` headers are a mistake, and a `null` signal takes its own away.
    const named = init.headers === undefined ? platform.member(argument, 'headers') : init.headers
    const headers = named === undefined ? named : new Headers(named)
    if (headers && init.headers) init.headers = headers
    if (api && context.stops && headers?.has('authorization')) {
      watch(context, 'credentials', api, headers)
      return forward('own-authorization')
    }
    const signal = init.signal === undefined ? platform.member(argument, 'signal') : init.signal
    let caller = current.entry
    if (current.state.status === 'pending') {
      await unlessAborted(current.settled(), signal)
      caller ??= current.entry
    }
    const { entry } = current
    if (api?.anonymous && !entry && context.stops) return forward('anonymous')
    const isFollowed = (init.redirect ?? platform.member(argument, 'redirect')) !== 'manual'
    if (api?.refusesRedirects && isFollowed) init.redirect = 'error'
    const call: Call = { input, init, headers, signal, url, api, caller, by }
    // What another audience's renewal may have ended is looked after with care.
    const isSure = entry && !(context.turns ?? isOutdated(entry.session, api?.audience))
    const isOrdinary = api && !native && !config.dpop && init.mode !== 'no-cors' && caller?.id === entry?.id && isSure
    const grant = entry && grantFor(entry.session, api?.audience)
    if (!isOrdinary || !entry || !isUsable(grant, platform.now())) {
      return (await unlessAborted(later.signIn(), signal)).fetchWithCare(context, call)
    }
    const sent = send(context, call, grant)
    watch(context, 'sent', call, sent)
    const answer = await toAnswer(context, call, { entry, sent })
    // The page may be another user's by now. After a sign-out it is nobody's: what the call has done is still told.
    if (current.entry !== entry || current.state.status === 'pending') {
      await unlessAborted(current.mustBeOf(entry), signal)
    }
    return answer
  }
}

/** What the caller gets of a call: when the API refuses it, or gives no answer, what comes of that. */
export async function toAnswer(
  context: Context,
  call: Call,
  { entry, sent }: { readonly entry: SessionEntry; readonly sent: Promise<Response> },
): Promise<Response> {
  const { signal, api } = call
  const response = await sent.catch(() => undefined)
  const isWanted = response
    ? response.status !== 401 && response.status !== 403
    : // An API's 401 without CORS headers looks like this, and a token whose lifetime nobody told is never renewed otherwise.
      grantFor(entry.session, api?.audience)?.lifetime
  if (isWanted) return sent
  const late = context.later.signIn().then(({ loadRefusedRequest }) => loadRefusedRequest())
  const loaded = await unlessAborted(late, signal).catch(() => undefined)
  if (response && !loaded) signal?.throwIfAborted()
  // Without the chunk there is no renewal, and the caller gets the API's own answer, as from `fetch`.
  return loaded ? loaded.answerUnwanted(context, call, { entry, sent }) : sent
}

/** Where a text leads. */
interface Target {
  readonly url: URL | undefined
  readonly href: string
  readonly api: Api | undefined
}

export type Init = { -readonly [Name in keyof RequestInit]: RequestInit[Name] }

/** A copy, each member read once. */
function toInit(options: RequestInit): Init {
  const init: Record<string, unknown> = { ...options }
  // A class instance may keep them on its prototype, where a spread does not look.
  let from = Object.getPrototypeOf(options)
  while (from && from !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(from)) {
      // Each name is one of `RequestInit`, or the caller's own.
      if (!Object.hasOwn(init, name)) init[name] = options[name as keyof RequestInit]
    }
    from = Object.getPrototypeOf(from)
  }
  return init
}

/**
 * Names this page as the referrer of what may outlive it. It is what `fetch` does by itself, but in Firefox, which names the
 * address that the document was loaded from: a callback, with its code.
 */
export function nameReferrer({ page }: Pick<Platform, 'page'>, init: Init): void {
  if (page && init.keepalive && init.referrer === undefined) init.referrer = page.url().href
}

/** Sends a call with an access token. */
export function send(
  { emit }: Context,
  { input, again, init, headers, api, by }: Call,
  { accessToken }: Grant,
  why: Why = 'declared',
): Promise<Response> {
  emit('request', { outcome: 'attached', why, api: api?.name })
  const authorization = `Bearer ${reveal(accessToken)}`
  headers?.set('authorization', authorization)
  return by(again?.() ?? input, { ...init, headers: headers ?? { authorization } })
}
