import type { AnyAuthError, ProviderAnswer } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import type { Secret } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'

/** What requests to the provider need. */
export interface Wire extends Pick<Platform, 'now' | 'after' | 'fetch' | 'subtle'> {
  /** Whether page and issuer are both on a loopback host: only then may an `http:` loopback URL be asked. */
  readonly isLoopback: boolean
  /** What few requests need, loaded when one does. */
  readonly parts: () => Promise<WireParts>
  /** Tells what is odd about an answer that is taken all the same: the name of a member, and nothing of what it says. */
  readonly report: (problem: ProblemCode, about?: string) => void
}

/** What few requests need, each loaded by itself. */
export interface WireParts {
  readonly loadDpop: () => Promise<{ readonly dpopProofsOf: (wire: Wire) => DpopProofs }>
  readonly loadFailures: () => Promise<Failures>
}

/** What makes the proofs of a wire. */
export async function proofsFor(wire: Wire): Promise<DpopProofs> {
  const { loadDpop } = await wire.parts()
  return (await loadDpop()).dpopProofsOf(wire)
}

/** A request that came to nothing: what was answered, and what was sent in its body. */
export interface Failed {
  readonly answer: Answer
  readonly sent: Iterable<readonly [string, unknown]>
}

/** Tells what a failure means. An error repeats nothing of what was sent or received as a secret, nor of the `secrets`. */
export interface Failures {
  toSignInError(parameters: URLSearchParams, sent?: Readonly<Record<string, string>>): AnyAuthError
  toExchangeError(failed: Failed, secrets: readonly string[]): AnyAuthError
  toRenewalError(
    failed: Failed,
    secrets: readonly string[],
    renewal: { readonly now: number; readonly isForAudience: boolean },
  ): AnyAuthError
  findSaid(failed: Failed): ProviderAnswer | undefined
  /** The error of ours for one of the library's; `undefined` when the answer itself tells what happened. */
  fromLibrary(error: unknown): AnyAuthError | undefined
}

/** Makes proofs of possession (RFC 9449 section 4), with the newest nonce of each server. */
export interface DpopProofs {
  /** A key of an algorithm that the provider takes. */
  createKey(provider: Provider): Promise<ProofKey>
  /**
   * Runs a request of `protocol/` with the proofs of a key; once more, with a new proof, when it is refused for the want of a
   * nonce (sections 8 and 9). That is the one reason for which a request to a provider is ever sent twice.
   */
  run<Result>(bound: Bound, request: (options: ProofOptions) => Promise<Result>): Promise<Result>
  /** Sends one request with a token and its proof, and keeps the nonce of the answer. What `send` rejects with goes on as it is. */
  exchange<Answer extends Answered>(
    bound: Bound,
    proven: Proven,
    send: (credentials: Readonly<Record<'authorization' | 'dpop', string>>) => Promise<Answer>,
  ): Promise<Exchanged<Answer>>
}

/** The key that tokens are bound to, and how far this device's clock is behind, in seconds. */
export interface Bound {
  readonly proofKey: ProofKey
  readonly clockOffset?: number | undefined
}

/** What adds a proof to a request of the library's; opaque to everybody else. */
export interface ProofOptions {
  readonly DPoP?: { calculateThumbprint(): Promise<string> }
}

/** What a proof is made for. */
export interface Proven {
  /** As it is sent: `fetch` spells only some methods in capitals. */
  readonly method: string
  readonly url: string
  readonly accessToken: Secret<'access-token'>
}

/** What is looked at of an answer that may bring a nonce. */
export interface Answered {
  readonly status: number
  readonly headers: Pick<Headers, 'get' | 'has'>
}

/** An answer, and whether another proof, with the nonce that it brought, may do better. */
export interface Exchanged<Answer> {
  readonly answer: Answer
  readonly mayRepeat: boolean
}

/** What came of a request: the whole answer, or why none came. Carries nothing of the request. */
export type Answer =
  | {
      /** `status 404`, say. */
      readonly why: string
      readonly status: number
      readonly headers: Headers
      readonly text: string
      /** The JSON object in it, without members that are `null`; `undefined` when there is none: a captive portal, a proxy's page. */
      readonly json: JsonObject | undefined
    }
  | {
      readonly why: 'unreachable' | 'timeout' | 'redirected' | 'too-large'
      readonly status?: undefined
      readonly headers?: undefined
      readonly json?: undefined
    }

export type JsonObject = Readonly<Record<string, unknown>>

/** How long an answer may take, headers and body together. */
export const DOCUMENT_MS = 10_000
export const TOKEN_MS = 20_000
const LONGEST_BODY = 1_048_576

/**
 * Asks the provider: no cookies, no cache, no redirects, within its time and about 1 MiB. Never rejects.
 * What was redirected or comes from elsewhere is refused whatever the app's own `fetch` does.
 * The URL is one of a checked `Provider`, or made from its issuer.
 */
export function ask(wire: Wire, url: string, milliseconds: number, init?: RequestInit): Promise<Answer> {
  return new Promise((resolve) => {
    const controller = new AbortController()
    const stop = wire.after(milliseconds, () => {
      // Answered before `fetch` is aborted: what that rejects with differs between engines.
      resolve({ why: 'timeout' })
      controller.abort()
    })
    send(wire, url, { ...init, signal: controller.signal, credentials: 'omit', cache: 'no-store', redirect: 'manual' })
      // A foreign error may carry the request: nothing of it goes on.
      .catch((): Answer => ({ why: 'unreachable' }))
      .then(resolve)
      .finally(stop)
  })
}

async function send({ fetch }: Wire, asked: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(asked, init)
  const { status, headers, redirected, body, url } = response
  // A redirect that was not followed is opaque in browsers: status 0. An answer made by hand has no URL.
  if (redirected || !status || (status >= 300 && status < 400) || (url && url !== asked)) return { why: 'redirected' }
  // A `fetch` of a test double or polyfill may give no stream to read; then the whole is there before its size is known.
  const reader = body?.getReader?.()
  const decoder = new TextDecoder()
  let text = reader ? '' : await response.text()
  let chunk: ReadableStreamReadResult<BufferSource> | undefined
  while (text.length <= LONGEST_BODY) {
    if (!reader || chunk?.done) return { why: `status ${status}`, status, headers, text, json: toObject(() => text) }
    chunk = await reader.read()
    text += decoder.decode(chunk.value, { stream: !chunk.done })
  }
  // Not awaited: a source that ignores being cancelled must not hold us.
  reader?.cancel().catch(() => undefined)
  return { why: 'too-large' }
}

/**
 * The JSON object in a text, without members that are `null`: that is a way to say "not there". `undefined` when there is no
 * object. Its errors may quote the text: none goes on.
 */
export function toObject(read: () => string): JsonObject | undefined {
  try {
    const text = read()
    return /^\s*\{/.test(text) ? withoutNulls(JSON.parse(text)) : undefined
  } catch {
    // The caller says what no JSON means in its phase.
    return undefined
  }
}

/** An object without members that are `null`. */
export const withoutNulls = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))

/** A text as it is, and of anything else its type: what came out of JSON may refuse to become a text. */
export const toText = (value: unknown): string => (typeof value === 'string' ? value : typeof value)

/** The JSON object of an answer that is good and calls itself JSON. */
export const toDocument = ({ status, headers, json }: Answer): JsonObject | undefined =>
  status === 200 && isJson(headers) ? json : undefined

const isJson = (headers: Headers): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '')

/** Why an answer is no such document: there is none, or it is its status, its type, or a body that is no JSON object. */
export function toFault({ why, status, headers }: Answer): string {
  if (status !== 200) return why
  if (isJson(headers)) return 'body'
  return `type ${/^[\w.+-]{1,30}\/[\w.+-]{1,30}/.exec(headers.get('content-type') ?? '')?.[0] ?? 'unknown'}`
}

/** Whether an answer means "later": none in time, too many requests, or an outage. */
export const isLater = ({ why }: Answer): boolean => /^(unreachable|timeout|status (429|5..))$/.test(why)
