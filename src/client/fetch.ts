import { type Api, matchApi, sharesOrigin } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import type { AuthEvents } from '../domain/events.js'
import { reveal } from '../domain/secret.js'
import { type Held, isSameUser, isUsable } from '../domain/session.js'
import type { Context } from './context.js'
import type { Renewals } from './renewals.js'

/** One call, resolved once: what is matched is what is sent. */
interface Call {
  readonly input: RequestInfo | URL
  readonly init: RequestInit
  readonly url: URL | undefined
  readonly request: Request | undefined
}

// Read by name too: a class instance may keep them on its prototype, where a spread does not look.
const INIT = (
  'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal ' +
  'priority duplex window'
).split(' ') as (keyof RequestInit)[]

/**
 * `auth.fetch`: exactly `fetch`, plus the access token when the URL belongs to a declared API.
 * With a usable token in memory nothing is awaited before the network, so that a `keepalive` request of `pagehide` leaves.
 */
export function createFetch(context: Context, renewals: Renewals): typeof fetch {
  const { config, seams, platform, presence, machine, events } = context
  const send = (input: RequestInfo | URL, init?: RequestInit) => (seams.fetch ?? platform.fetch)(input, init)
  const tell = (outcome: 'attached' | 'forwarded' | 'refused', why: AuthEvents['request']['why'], api?: Api) =>
    events.emit('request', { outcome, why, api: api?.name })

  const fail = (error: AuthError) => {
    context.explain(error)
    return error
  }

  return async (input, given) => {
    const call = toCall(context, input, given)
    const api = call.url && matchApi(config.apis, call.url)
    if (!call.url || !api) return forward(call)
    const headers = new Headers(call.init.headers ?? memberOf(context, call, 'headers'))
    // Read once: what was looked at for an `Authorization` of the caller's is what is sent.
    const init = call.init.headers ? { ...call.init, headers } : call.init
    if (headers.has('authorization')) {
      tell('forwarded', 'own-authorization', api)
      return send(call.input, init)
    }
    if ((call.init.mode ?? memberOf(context, call, 'mode')) === 'no-cors') {
      tell('refused', 'no-cors', api)
      throw new TypeError(`A no-cors request cannot carry a token to apis.${api.name}: remove the mode`)
    }
    const signal = call.init.signal ?? memberOf(context, call, 'signal') ?? undefined
    if (machine.state.status === 'pending') await unlessAborted(machine.settled(), signal)
    const pinned = presence.held
    if (!pinned && api.anonymous) {
      tell('forwarded', 'anonymous', api)
      return send(call.input, init)
    }
    if (!pinned) {
      tell('refused', 'signed-out', api)
      throw fail(toSignedOut())
    }
    const usable = isUsable(pinned.session.grant, platform.now())
    const held = usable ? pinned : await unlessAborted(freshen(pinned, pinned), signal)
    return attach({ call, api, headers, signal, pinned }, held)
  }

  function forward(call: Call): Promise<Response> {
    if (config.strict && call.url) {
      tell('refused', 'undeclared')
      throw fail(new AuthError('api-undeclared', 'The URL belongs to no declared API', { origin: call.url.origin }))
    }
    tell('forwarded', 'undeclared')
    return send(call.input, call.init)
  }

  /** A usable session of the user the call was made for: one user's screen must not act with another's token. */
  async function freshen(stale: Held, pinned: Held): Promise<Held> {
    const fresh = await renewals.renew(stale)
    if (!fresh) throw toSignedOut()
    if (!isSameUser(fresh.session, pinned.session)) throw new AuthError('user-changed', 'Another user has signed in')
    return fresh
  }

  interface Attachment {
    readonly call: Call
    readonly api: Api
    readonly headers: Headers
    readonly signal: AbortSignal | undefined
    readonly pinned: Held
  }

  async function attach(attachment: Attachment, held: Held): Promise<Response> {
    const { call, api } = attachment
    const spare = toSpare(context, call)
    renewals.noteUse()
    tell('attached', 'declared', api)
    const response = await sendWith(attachment, call.input, held)
    if (response.status !== 401 && response.status !== 403) return response
    const challenge = response.headers.get('www-authenticate')
    events.emit('challenge', { api: api.name, status: response.status, readable: challenge !== null })
    if (response.status === 403 || !spare || !mayRenew(challenge)) return response
    const fresh = await unlessAborted(replacement(attachment, held), attachment.signal)
    if (!fresh) return response
    // The refused answer is read by nobody: its connection is let go.
    void response.body?.cancel().catch(() => undefined)
    tell('attached', 'replayed', api)
    return sendWith(attachment, spare.input, fresh)
  }

  /** The session to replay with: the one that was renewed since, or one renewal; none when that does not help. */
  async function replacement({ pinned }: Attachment, refused: Held): Promise<Held | undefined> {
    const { held } = presence
    if (held && held !== refused && !isSameUser(held.session, pinned.session)) {
      throw new AuthError('user-changed', 'Another user has signed in')
    }
    if (held && held !== refused && isUsable(held.session.grant, platform.now())) return held
    try {
      return await freshen(refused, pinned)
    } catch (error) {
      if (error instanceof AuthError && error.code === 'user-changed') throw error
      // Renewal failed and has said so in the state or an event; the caller gets the API's own answer, as from `fetch`.
      return undefined
    }
  }

  function sendWith({ call, headers }: Attachment, input: RequestInfo | URL, { session }: Held): Promise<Response> {
    const sent = new Headers(headers)
    sent.set('authorization', `Bearer ${reveal(session.grant.accessToken)}`)
    // One API's token must not follow a same-origin redirect to another (RFC 9700 section 4.9.1).
    const isShared = call.url && sharesOrigin(config.apis, call.url)
    const redirect = call.init.redirect ?? (isShared && !hasOwnRedirect(context, call) ? 'error' : undefined)
    return send(input, { ...restated(context, call), ...call.init, headers: sent, ...(redirect && { redirect }) })
  }
}

const toSignedOut = () => new AuthError('sign-in-required', 'Nobody is signed in')

function toCall({ platform }: Context, input: RequestInfo | URL, init: RequestInit | undefined): Call {
  const copy: RequestInit = { ...init }
  for (const name of INIT) {
    const value = init?.[name]
    // Each known member is one of `RequestInit`; the copy has the type of what it copies.
    if (!(name in copy) && value !== undefined) Object.assign(copy, { [name]: value })
  }
  const native = platform.member(input, 'url')
  if (native !== undefined) {
    // Only a real `Request` has the engine's own `url`.
    return { input, init: copy, url: platform.resolve(native), request: input as Request }
  }
  const text = String(input)
  const url = platform.resolve(text)
  return { input: url?.href ?? text, init: copy, url, request: undefined }
}

function memberOf<Name extends keyof Request>(
  context: Context,
  { request }: Call,
  name: Name,
): Request[Name] | undefined {
  return request && context.platform.member(request, name)
}

const hasOwnRedirect = (context: Context, call: Call): boolean => {
  const mode = memberOf(context, call, 'redirect')
  return mode !== undefined && mode !== 'follow'
}

// A `Request` sent with an init loses these: Firefox drops `keepalive`, and the Fetch standard resets the referrer.
function restated(context: Context, call: Call): RequestInit {
  if (!call.request) return {}
  const member = <Name extends keyof Request>(name: Name) => memberOf(context, call, name)
  const [referrer, referrerPolicy] = [member('referrer'), member('referrerPolicy')]
  return {
    ...(member('keepalive') && { keepalive: true }),
    ...(referrer !== undefined && referrer !== 'about:client' && { referrer }),
    ...(referrerPolicy && { referrerPolicy }),
  }
}

/** What a second send can use, or `undefined` when the body is spent by the first: a stream of the caller's. */
function toSpare(context: Context, call: Call): { readonly input: RequestInfo | URL } | undefined {
  if (call.init.body !== undefined && call.init.body !== null) {
    return isStream(call.init.body) ? undefined : call
  }
  const method = (call.init.method ?? memberOf(context, call, 'method') ?? 'GET').toUpperCase()
  if (!call.request || method === 'GET' || method === 'HEAD') return call
  // Cloned before the first send; decided by the method, because Firefox has no `Request.body` to look at.
  return { input: call.request.clone() }
}

const isStream = (body: object | string): boolean =>
  typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body)

// A challenge that names another trouble than the token is not helped by renewing it (RFC 6750 section 3.1). One that
// cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
function mayRenew(challenge: string | null): boolean {
  const error = challenge && /(?:^|[\s,])error\s*=\s*"?([\w.-]+)/i.exec(challenge)?.[1]
  return !error || error === 'invalid_token'
}

/** Waits, unless the caller gives up first: that ends the caller's wait alone, never the shared work. */
export function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
