import { type Api, matchApi, sharesOrigin } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import type { AuthEvents } from '../domain/events.js'
import { reveal } from '../domain/secret.js'
import { type Held, isSameUser, isUsable } from '../domain/session.js'
import type { Fetch, Platform } from '../platform/platform.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

const RENEWALS_APART_MS = 10_000

/** One call, resolved once: what is matched is what is sent. */
interface Call {
  readonly input: RequestInfo | URL
  readonly init: RequestInit
  readonly url: URL | undefined
  /** A member of the caller's `Request`, when there is one, by the engine's own getter. */
  readonly member: <Name extends keyof Request>(name: Name) => Request[Name] | undefined
}

// Read by name too: a class instance may keep them on its prototype, where a spread does not look.
const INIT =
  'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal priority duplex'

/**
 * `auth.fetch`: exactly `fetch`, plus the access token when the URL belongs to a declared API.
 * With a usable token in memory nothing is awaited before the network, so that a `keepalive` request of `pagehide` leaves.
 */
export function createFetch(context: Context, renewals: Renewals): Fetch {
  const { config, platform, presence, machine, emit, report, wire } = context
  const tell = (outcome: 'attached' | 'forwarded' | 'refused', why: AuthEvents['request']['why'], api?: Api) =>
    emit('request', { outcome, why, api: api?.name })

  // The session whose token an API took last.
  const taken = new Map<Api, Held>()

  return async (input, given) => {
    const call = toCall(platform, input, given)
    const { url, init, member } = call
    const api = url && matchApi(config.apis, url)
    if (!api) {
      if (config.strict && url) {
        tell('refused', 'undeclared')
        throw report(new AuthError('api-undeclared', 'The URL belongs to no declared API', { origin: url.origin }))
      }
      tell('forwarded', 'undeclared')
      return wire.fetch(call.input, init)
    }
    const headers = new Headers(init.headers ?? member('headers'))
    // Read once: what was looked at for an `Authorization` of the caller's is what is sent.
    if (init.headers) init.headers = headers
    if (headers.has('authorization')) {
      tell('forwarded', 'own-authorization', api)
      return wire.fetch(call.input, init)
    }
    if ((init.mode ?? member('mode')) === 'no-cors') {
      tell('refused', 'no-cors', api)
      throw new TypeError(`A no-cors request cannot carry a token to apis.${api.name}`)
    }
    const signal = init.signal ?? member('signal')
    const caller = presence.held
    if (machine.state.status === 'pending') await unlessAborted(machine.settled(), signal)
    const pinned = presence.held
    if (caller && pinned && !isSameUser(caller.session, pinned.session)) throw toUserChanged()
    if (!pinned && api.anonymous) {
      tell('forwarded', 'anonymous', api)
      return wire.fetch(call.input, init)
    }
    if (!pinned) {
      tell('refused', 'signed-out', api)
      throw report(toSignedOut())
    }
    const isReady = isUsable(pinned.session.grant, platform.now())
    signal?.throwIfAborted()
    const held = isReady ? pinned : await unlessAborted(freshen(pinned, pinned), signal)
    if (presence.held?.id !== held.id) throw toSignedOut()
    const spare = toSpare(call)
    tell('attached', 'declared', api)
    const response = await send(call, headers, held)
    if (response.status !== 401) taken.set(api, held)
    if (!/40[13]/.test(`${response.status}`)) return response
    const fresh = await answer401(response, { api, held, pinned, spare, signal })
    if (!fresh || !spare || presence.held?.id !== fresh.id) return response
    // The refused answer is read by nobody: its connection is let go.
    response.body?.cancel().catch(() => undefined)
    tell('attached', 'replayed', api)
    const second = await send(spare, headers, fresh)
    if (second.status !== 401) taken.set(api, fresh)
    return second
  }

  /** A usable session of the user the call was made for: one user's screen must not act with another's token. */
  async function freshen(stale: Held, pinned: Held): Promise<Held> {
    const fresh = await renewals.renew(stale)
    if (!fresh) throw toSignedOut()
    if (!isSameUser(fresh.session, pinned.session)) throw toUserChanged()
    return fresh
  }

  interface Refused {
    readonly api: Api
    readonly held: Held
    readonly pinned: Held
    readonly spare: Call | undefined
    readonly signal: AbortSignal | null | undefined
  }

  /** The session to replay with: one that was renewed since, or one renewal; none when that does not help. */
  async function answer401(
    response: Response,
    { api, held, pinned, spare, signal }: Refused,
  ): Promise<Held | undefined> {
    const challenge = response.headers.get('www-authenticate')
    // The only two statuses that come here.
    emit('challenge', { api: api.name, status: response.status as 401 | 403, readable: challenge !== null })
    // A challenge that names another trouble than the token is not helped by renewing it (RFC 6750 section 3.1). One that
    // cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
    const error = /(?:^|[\s,])error\s*=\s*"?([\w.-]+)/i.exec(challenge ?? '')?.[1] ?? 'invalid_token'
    if (response.status === 403 || !spare || signal?.aborted || error !== 'invalid_token') return undefined
    if (presence.held === held && !mayHelp(api, held)) return undefined
    return unlessAborted(freshen(held, pinned), signal).catch((failure) => {
      if (signal?.aborted || failure.code === 'user-changed') throw failure
      // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
      return undefined
    })
  }

  // Without a refresh token the session would end for one API's sake. And a token that was renewed seconds ago, and that the
  // API has not taken once, is not what it objects to.
  function mayHelp(api: Api, held: Held): boolean {
    const { refreshToken, grant } = held.session
    const isJustRenewed = held.generation > 0 && platform.now().wall - (grant.lifetime?.from ?? 0) < RENEWALS_APART_MS
    return refreshToken !== undefined && (!isJustRenewed || taken.get(api) === held)
  }

  function send({ input, init, url, member }: Call, given: Headers, { session }: Held): Promise<Response> {
    renewals.noteUse()
    const headers = new Headers(given)
    headers.set('authorization', `Bearer ${reveal(session.grant.accessToken)}`)
    // One API's token must not follow a same-origin redirect to another (RFC 9700 section 4.9.1).
    const isShared = url && sharesOrigin(config.apis, url)
    const redirect = isShared && !init.redirect && member('redirect') !== 'manual' && { redirect: 'error' as const }
    return wire.fetch(input, { ...restated(member), ...init, headers, ...redirect })
  }
}

const toUserChanged = () => new AuthError('user-changed', 'Another user has signed in')
const toSignedOut = () => new AuthError('sign-in-required', 'Nobody is signed in')

function toCall({ member, resolve }: Platform, input: RequestInfo | URL, given: RequestInit = {}): Call {
  const init: Record<string, unknown> = { ...given }
  // Each name is one of `RequestInit`.
  for (const name of INIT.split(' ')) init[name] ??= given[name as keyof RequestInit]
  for (const name in init) if (init[name] === undefined) delete init[name]
  const native = member(input, 'url')
  const url = resolve(native ?? String(input))
  return {
    input: native === undefined ? (url?.href ?? input) : input,
    init,
    url,
    member: (name) => (native === undefined ? undefined : member(input, name)),
  }
}

// A `Request` sent with an init loses these: Firefox drops `keepalive`, and the Fetch standard resets the referrer.
function restated(member: Call['member']): RequestInit {
  const [keepalive, referrer, referrerPolicy] = [member('keepalive'), member('referrer'), member('referrerPolicy')]
  return {
    ...(keepalive && { keepalive }),
    ...(referrer !== undefined && referrer !== 'about:client' && { referrer }),
    ...(referrerPolicy && { referrerPolicy }),
  }
}

/** The call for a second send, or `undefined` when the first spends its body: a stream of the caller's. */
function toSpare(call: Call): Call | undefined {
  const { input, init, member } = call
  const { body, method = member('method') } = init
  if (body) return typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body) ? undefined : call
  // Cloned before the first send; decided by the method, because Firefox has no `Request.body` to look at.
  if (!member('url') || /^(GET|HEAD)$/i.test(`${method}`)) return call
  return { ...call, input: Request.prototype.clone.call(input) }
}

/** Waits, unless the caller gives up first: that ends the caller's wait alone, never the shared work. */
export async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | null | undefined,
): Promise<Value> {
  if (!signal) return work
  signal.throwIfAborted()
  const waiting = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: waiting.signal })
  })
  return Promise.race([work, aborted]).finally(() => waiting.abort())
}
