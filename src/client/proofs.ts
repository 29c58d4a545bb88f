import { toSignInRequired } from '../domain/errors.js'
import { reveal } from '../domain/secret.js'
import type { Grant, Held } from '../domain/session.js'
import type { Context } from './context.js'
import type { Call, Why } from './fetch.js'

export { createProofs } from '../protocol/dpop.js'

/** The credentials of one request with a bound token (RFC 9449 section 7.1). */
export async function toBoundHeaders(
  { wire }: Context,
  { session }: Held,
  { accessToken, method, url }: Pick<Grant, 'accessToken'> & { readonly method: string; readonly url: string },
): Promise<Readonly<Record<'authorization' | 'dpop', string>>> {
  const { proofKey, clockOffset } = session
  // Whoever calls this has seen that there is one.
  if (!proofKey) throw new TypeError('The session has no key')
  const dpop = await (await wire.proofs()).prove(proofKey, { method: normalize(method), url, accessToken, clockOffset })
  return { authorization: `DPoP ${reveal(accessToken)}`, dpop }
}

interface Sending {
  readonly held: Held
  readonly grant: Grant
  readonly why: Why
  /** Whether the body is there for another try. */
  readonly mayRepeat: boolean
}

/** Sends a call with a proof of its own; once more, with another, when the API asks for a nonce (section 9). */
export async function sendBound(
  context: Context,
  call: Call,
  { held, grant, why, mayRepeat }: Sending,
): Promise<Response> {
  const { platform, presence, wire, emit, report } = context
  const { init, api, input } = call
  const url = call.url?.href ?? ''
  const method = `${init.method ?? platform.member(input, 'method') ?? 'GET'}`
  const attempt = async () => {
    const credentials = await toBoundHeaders(context, held, { ...grant, method, url })
    // The proof took its time: one user's call must not go out when another holds the session, nor while it is not known.
    await presence.mustBeOf(held)
    if (presence.held?.id !== held.id) throw report(toSignInRequired())
    call.signal?.throwIfAborted()
    emit('request', { outcome: 'attached', why, api: api?.name })
    const headers = new Headers(call.headers)
    for (const [name, value] of Object.entries(credentials)) headers.set(name, value)
    return wire.fetch(call.again?.() ?? input, { ...init, headers })
  }
  const response = await attempt()
  const proofs = await wire.proofs()
  if (!proofs.learn(url, response) || !mayRepeat) return response
  // Signed out meanwhile: the API's own answer is there.
  await presence.mustBeOf(held)
  if (presence.held?.id !== held.id) return response
  response.body?.cancel().catch(() => undefined)
  const second = await attempt()
  proofs.learn(url, second)
  return second
}

// As `fetch` spells it on the wire (Fetch standard, "normalize a method").
const normalize = (method: string): string =>
  /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method

// For one core chunk: see flows.ts.
export { findOrCreate } from './registry.js'
