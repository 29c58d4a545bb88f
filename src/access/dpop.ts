import type { Call, Why } from '../client/call.js'
import type { Context } from '../client/context.js'
import { toSignInRequired } from '../domain/errors.js'
import type { Grant, Session, SessionEntry } from '../domain/session.js'
import { createDpopProofs } from '../protocol/dpop.js'
import type { Answered, Bound, DpopProofs, Proven, Wire } from '../protocol/wire.js'

const known = new WeakMap<Wire, DpopProofs>()

/** What makes the proofs of a client: one for all its requests, because the nonces of the servers are kept there. */
export function dpopProofsOf(wire: Wire): DpopProofs {
  const proofs = known.get(wire) ?? createDpopProofs(wire, wire.report)
  known.set(wire, proofs)
  return proofs
}

/** The credentials of one request with a bound token (RFC 9449 section 7.1), after what an answer to the one before has brought. */
export async function toDpopHeaders(
  { wire }: Context,
  { session }: SessionEntry,
  { rejected, ...told }: Proven & { readonly rejected?: Answered | undefined },
): Promise<Credentials> {
  const request = { ...told, method: normalize(told.method) }
  const dpopProofs = dpopProofsOf(wire)
  const bound = toBound(session)
  // Nothing is sent: the answer is known.
  if (rejected) await dpopProofs.exchange(bound, request, async () => rejected)
  let credentials: Credentials | undefined
  await dpopProofs.exchange(bound, request, async (made) => {
    credentials = made
    return { status: 200, headers: new Headers() }
  })
  // The exchange has called it.
  return credentials as unknown as Credentials
}

type Credentials = Readonly<Record<'authorization' | 'dpop', string>>

function toBound({ proofKey, clockOffset }: Session): Bound {
  // Whoever calls this has seen that there is one.
  if (!proofKey) throw new TypeError('The session has no key')
  return { proofKey, clockOffset }
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
  const { platform, current, wire, emit, report } = context
  const { init, api, input } = call
  const { accessToken } = grant
  const url = call.url?.href ?? ''
  const method = normalize(`${init.method ?? platform.member(input, 'method') ?? 'GET'}`)
  const dpopProofs = dpopProofsOf(wire)
  const attempt = () =>
    dpopProofs.exchange(toBound(entry.session), { method, url, accessToken }, async (credentials) => {
      // The proof took its time: one user's call must not go out when another holds the session, nor while it is not known.
      await current.mustBeOf(entry)
      if (current.entry?.id !== entry.id) throw report(toSignInRequired())
      call.signal?.throwIfAborted()
      emit('request', { outcome: 'attached', why, api: api?.name })
      const headers = new Headers(call.headers)
      for (const [name, value] of Object.entries(credentials)) headers.set(name, value)
      return call.by(call.again?.() ?? input, { ...init, headers })
    })
  const { answer, mayRepeat: isAsked } = await attempt()
  if (!isAsked || !mayRepeat) return answer
  // Signed out meanwhile: the API's own answer is there.
  await current.mustBeOf(entry)
  if (current.entry?.id !== entry.id) return answer
  answer.body?.cancel().catch(() => undefined)
  return (await attempt()).answer
}

// As `fetch` spells it on the wire (Fetch standard, "normalize a method").
const normalize = (method: string): string =>
  /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method
