import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import type { Secret } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'

/** What requests to the provider need. */
export interface Wire extends Pick<Platform, 'now' | 'after' | 'fetch' | 'subtle'> {
  /** Whether page and issuer are both on a loopback host: only then may an `http:` loopback URL be asked. */
  readonly isLoopback: boolean
  /** What makes proofs of possession; loaded when the first one is needed. */
  readonly dpopProofs: () => Promise<DpopProofs>
}

/** Makes proofs of possession (RFC 9449 section 4), with the newest nonce of each server. */
export interface DpopProofs {
  /** A key of an algorithm that the provider takes. */
  createKey(provider: Provider): Promise<ProofKey>
  /** A proof for one request, never used twice; with the token that it accompanies, if any. */
  prove(key: ProofKey, request: Proven): Promise<string>
  /** Keeps the nonce of an answer. `true` when the request was refused for the want of it, and may be sent once more. */
  learn(url: string, answer: { readonly status: number; readonly headers: Headers; readonly json?: unknown }): boolean
}

/** What a proof is made for. */
export interface Proven {
  readonly method: string
  readonly url: string
  readonly accessToken?: Secret<'access-token'> | undefined
  /** How far this device's clock is behind, in seconds. */
  readonly clockOffset?: number | undefined
}

/** What came of a request: the whole answer, or why none came. Carries nothing of the request. */
export type Answer =
  | {
      /** `status 404`, say. */
      readonly why: string
      readonly status: number
      readonly headers: Headers
      readonly text: string
      /** The JSON object in it, or `undefined` when there is none: a captive portal, a proxy's page. */
      readonly json: JsonObject | undefined
    }
  | {
      readonly why: 'unreachable' | 'timeout' | 'redirected' | 'too-large'
      readonly status?: undefined
      readonly headers?: undefined
      readonly json?: undefined
    }

export type JsonObject = Readonly<Record<string, unknown>>

/** How far two clocks may be apart, in seconds. */
export const TOLERANCE = 60

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
    const { signal } = controller
    send(wire, url, { ...init, signal, credentials: 'omit', cache: 'no-store', redirect: 'manual' })
      // A foreign error may carry the request: nothing of it goes on.
      .catch((): Answer => ({ why: 'unreachable' }))
      .then(resolve)
      .finally(stop)
  })
}

/**
 * Asks with a proof of possession where there is a key; once more, with a new proof, when the server asks for a nonce of its
 * own (RFC 9449 sections 8 and 9). That is the one reason for which a request is ever sent twice.
 */
export async function askWithProof(wire: Wire, { key, url, milliseconds, init, ...bound }: Bound): Promise<Answer> {
  if (!key) return ask(wire, url, milliseconds, init)
  const dpopProofs = await wire.dpopProofs()
  const attempt = async () => {
    const dpop = await dpopProofs.prove(key, { ...bound, url, method: init.method ?? 'GET' })
    return ask(wire, url, milliseconds, { ...init, headers: { ...init.headers, dpop } })
  }
  const answer = await attempt()
  return answer.status && dpopProofs.learn(url, answer)
    ? attempt().then((second) => {
        if (second.status) dpopProofs.learn(url, second)
        return second
      })
    : answer
}

interface Bound extends Pick<Proven, 'accessToken' | 'clockOffset'> {
  readonly key: ProofKey | undefined
  readonly url: string
  readonly milliseconds: number
  readonly init: RequestInit & { readonly headers?: Readonly<Record<string, string>> }
}

async function send({ fetch }: Wire, asked: string, init: RequestInit): Promise<Answer> {
  const { status, headers, redirected, body, url } = await fetch(asked, init)
  // A redirect that was not followed is opaque in browsers: status 0. An answer made by hand has no URL.
  if (redirected || !status || (status >= 300 && status < 400) || (url && url !== asked)) return { why: 'redirected' }
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    text += value
    if (text.length > LONGEST_BODY) {
      // Not awaited: a source that ignores being cancelled must not hold us.
      reader.cancel().catch(() => undefined)
      return { why: 'too-large' }
    }
  }
  return { why: `status ${status}`, status, headers, text, json: toObject(() => text) }
}

/** The JSON object in a text, or `undefined` when there is none, or no text. Its errors may quote the text: none goes on. */
export function toObject(read: () => string): JsonObject | undefined {
  try {
    const text = read()
    return /^\s*\{/.test(text) ? JSON.parse(text) : undefined
  } catch {
    // The caller says what no JSON means in its phase.
    return undefined
  }
}

/** A text as it is, and of anything else its type: what came out of JSON may refuse to become a text. */
export const toText = (value: unknown): string => (typeof value === 'string' ? value : typeof value)

/** The JSON object of an answer that is good and calls itself JSON. */
export const toDocument = ({ status, headers, json }: Answer): JsonObject | undefined =>
  status === 200 && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '') ? json : undefined

/** Whether an answer means "later": none in time, too many requests, or an outage. */
export const isLater = ({ why }: Answer): boolean => /^(unreachable|timeout|status (429|5..))$/.test(why)

/** A hash of a text's UTF-8 bytes. */
export const digest = async ({ subtle }: Pick<Wire, 'subtle'>, algorithm: string, text: string): Promise<Uint8Array> =>
  new Uint8Array(await subtle.digest(algorithm, new TextEncoder().encode(text)))
