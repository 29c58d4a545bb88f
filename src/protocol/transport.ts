import { allowInsecureRequests, type CustomFetchOptions, customFetch, type DPoPHandle } from 'oauth4webapi'
import { ask } from './ask.js'
import { toShownHeaders } from './shown-headers.js'
import type { Answer, Bound, DpopProofs, Failed, JsonObject, Wire } from './wire.js'

/** The wire under oauth4webapi for one request: what the library sends by, and what came of it. */
export interface Transport extends Failed {
  readonly options: TransportOptions
  /** Sends a request of the library's; with the proofs of a key where the tokens are bound to one. */
  send<Result>(bound: MaybeBound, request: (options: TransportOptions) => Promise<Result>): Promise<Result>
  /** Where the library asked last. */
  url: string
  /** What the provider answered last. What an error of the library means is told by this, never by what it carries. */
  answer: Answer
  sent: Failed['sent']
}

/** What tokens are bound to, if anything. */
type MaybeBound = { readonly [Name in keyof Bound]?: Bound[Name] | undefined }

interface TransportOptions {
  readonly [customFetch]: (
    url: string,
    options: CustomFetchOptions<'GET' | 'POST', URLSearchParams | undefined>,
  ) => Promise<Response>
  readonly [allowInsecureRequests]: boolean
  readonly DPoP?: DPoPHandle
}

interface How {
  readonly milliseconds: number
  /** Further members of the request. */
  readonly init?: RequestInit
  /** The answer as the standard has it, where providers are known to write it otherwise and mean the same. */
  readonly toStandard?: (json: JsonObject) => JsonObject
  /** The answer in the place of the one that came: what all that follows goes by. */
  readonly mend?: (answer: Answer) => Answer
}

/** A transport for one request. The library gets a `Response` of ours, whatever the app's own `fetch` gave. */
export function createTransport(
  wire: Wire,
  { milliseconds, init, toStandard = (json) => json, mend = (answer) => answer }: How,
): Transport {
  const transport: Transport = {
    url: '',
    answer: { why: 'unreachable' },
    sent: [],
    async send({ proofKey, clockOffset }, request) {
      if (!proofKey) return request(transport.options)
      const proofs = await proofsFor(wire)
      // What adds a proof is opaque to others; the library made it.
      return proofs.run({ proofKey, clockOffset }, (proof) =>
        request({ ...transport.options, ...(proof as Pick<TransportOptions, 'DPoP'>) }),
      )
    },
    options: {
      // The endpoints were checked when they became known: `http:` is only left where page and issuer are on loopback hosts.
      [allowInsecureRequests]: wire.isLoopback,
      async [customFetch](url, { method, body, headers }) {
        // In Node the library names itself. In browsers that header would cost a preflight.
        const { 'user-agent': _, ...sent } = headers
        const request = { ...init, method, headers: sent, ...(body && { body }) }
        const answer = mend(await ask(wire, url, milliseconds, request))
        Object.assign(transport, { url, answer, sent: body ?? [] })
        // Nobody reads this: the answer tells.
        if (!answer.status) throw new TypeError(answer.why)
        return toResponse(answer, toStandard)
      },
    },
  }
  return transport
}

function toResponse(
  { status, headers, text, json }: Answer & { readonly status: number },
  toStandard: (json: JsonObject) => JsonObject,
): Response {
  const shown = toShownHeaders({ status, headers })
  // The library compares byte for byte; what calls itself something else was refused before, where that matters.
  const isJwt = isSigned(headers)
  if (isJwt || json) shown.set('content-type', `application/${isJwt ? 'jwt' : 'json'}`)
  const response = new Response(/^(204|205)$/.test(`${status}`) ? null : text, { status, headers: shown })
  // Read already. A copy: the library writes into it.
  return json ? Object.assign(response, { json: async () => ({ ...toStandard(json) }) }) : response
}

/** What makes the proofs of a wire. */
export async function proofsFor(wire: Wire): Promise<DpopProofs> {
  const { loadDpop } = await wire.parts()
  return (await loadDpop()).dpopProofsOf(wire)
}

/** Whether an answer calls itself a JWT (OpenID Connect Core 1.0, section 5.3.2). */
export const isSigned = (headers: Headers): boolean => /^application\/jwt\b/i.test(headers.get('content-type') ?? '')
