import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { AuthError } from '../domain/errors.js'
import { reveal } from '../domain/secret.js'
import type { Grant, SessionEntry } from '../domain/session.js'

export { createDpopProofs } from '../protocol/dpop.js'

/** The credentials of one request with a bound token (RFC 9449 section 7.1). */
export async function toDpopHeaders(
  { wire }: Context,
  { session }: SessionEntry,
  { accessToken, method, url }: Pick<Grant, 'accessToken'> & { readonly method: string; readonly url: string },
): Promise<Readonly<Record<'authorization' | 'dpop', string>>> {
  const { proofKey, clockOffset } = session
  // Whoever calls this has seen that there is one.
  if (!proofKey) throw new TypeError('The session has no key')
  const dpop = await (await wire.dpopProofs()).prove(proofKey, {
    method: normalize(method),
    url,
    accessToken,
    clockOffset,
  })
  return { authorization: `DPoP ${reveal(accessToken)}`, dpop }
}

interface Sending {
  readonly entry: SessionEntry
  readonly grant: Grant
  readonly why: Why
  /** Whether the body is there for another try. */
  readonly mayRepeat: boolean
}

/** Sends a call with a proof of its own; once more, with another, when the API asks for a nonce (section 9). */
export async function sendWithProof(
  context: Context,
  call: Call,
  { entry, grant, why, mayRepeat }: Sending,
): Promise<Response> {
  const { platform, current, wire, emit } = context
  const { init, api, input } = call
  const url = call.url?.href ?? ''
  const method = `${init.method ?? platform.member(input, 'method') ?? 'GET'}`
  const attempt = async () => {
    const credentials = await toDpopHeaders(context, entry, { ...grant, method, url })
    // The proof took its time: one user's call must not go out when another holds the session, nor while it is not known.
    await current.settled()
    if (current.entry?.id !== entry.id) throw new AuthError('user-changed', 'The session has ended meanwhile')
    call.signal?.throwIfAborted()
    emit('request', { outcome: 'attached', why, api: api?.name })
    const headers = new Headers(call.headers)
    for (const [name, value] of Object.entries(credentials)) headers.set(name, value)
    return wire.fetch(call.again?.() ?? input, { ...init, headers })
  }
  const response = await attempt()
  const dpopProofs = await wire.dpopProofs()
  if (!dpopProofs.learn(url, response) || !mayRepeat) return response
  response.body?.cancel().catch(() => undefined)
  const second = await attempt()
  dpopProofs.learn(url, second)
  return second
}

// As `fetch` spells it on the wire (Fetch standard, "normalize a method").
const normalize = (method: string): string =>
  /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method
