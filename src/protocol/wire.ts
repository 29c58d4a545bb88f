import { isSafeUrl, toUrl } from '../domain/address.js'
import type { Keys, Platform } from '../platform/platform.js'

/** What requests to the provider need. */
export interface Wire extends Pick<Platform, 'now' | 'after' | 'fetch'>, Pick<Keys, 'digest'> {
  /** Whether page and issuer are both on a loopback host: only then may an `http:` loopback URL be asked. */
  readonly isLoopback: boolean
}

/** An answer that has arrived whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export type WireFault = 'unreachable' | 'timeout' | 'redirected' | 'too-large' | 'not-text' | 'unsafe-url'

/** Why no answer arrived. Carries nothing of the request; translated to an `AuthError` by the caller, who knows the phase. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly fault: WireFault

  constructor(fault: WireFault) {
    super(`The provider gave no usable answer: ${fault}`)
    this.fault = fault
  }
}

/** How long an answer may take, headers and body together, and how large it may be. */
export interface Limits {
  readonly milliseconds: number
  readonly bytes: number
}

export const DOCUMENT_LIMITS: Limits = { milliseconds: 10_000, bytes: 1_048_576 }
export const KEYS_LIMITS: Limits = { milliseconds: 10_000, bytes: 262_144 }
export const TOKEN_LIMITS: Limits = { milliseconds: 20_000, bytes: 1_048_576 }

/**
 * Asks the provider: no cookies, no cache, no redirects, within limits.
 * What was redirected or comes from elsewhere is refused whatever the app's own `fetch` does.
 *
 * @throws {WireError}
 */
export async function ask(wire: Wire, url: string, init: RequestInit, limits: Limits): Promise<Answer> {
  const target = toUrl(url)
  if (!target || !isSafeUrl(target, wire.isLoopback)) throw new WireError('unsafe-url')
  const controller = new AbortController()
  let stop = () => {}
  const timeout = new Promise<never>((_, reject) => {
    stop = wire.after(limits.milliseconds, () => {
      // Rejected before the abort: what `fetch` rejects with then differs between engines.
      reject(new WireError('timeout'))
      controller.abort()
    })
  })
  try {
    return await Promise.race([timeout, send(wire, target, { ...init, signal: controller.signal }, limits)])
  } catch (error) {
    // A foreign error may carry the request: only our own goes on.
    throw error instanceof WireError ? error : new WireError('unreachable')
  } finally {
    stop()
    controller.abort()
  }
}

async function send(wire: Wire, url: URL, init: RequestInit, limits: Limits): Promise<Answer> {
  const response = await wire.fetch(url.href, {
    ...init,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
  })
  const { status, headers } = response
  const isElsewhere = response.url !== '' && response.url.split('#')[0] !== url.href
  if (response.type === 'opaqueredirect' || response.redirected || (status >= 300 && status < 400) || isElsewhere) {
    throw new WireError('redirected')
  }
  return { status, headers, text: await readText(response, limits.bytes) }
}

async function readText(response: Response, limit: number): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [text, size] = ['', 0]
  for (;;) {
    const { done, value } = await reader.read()
    size += value?.byteLength ?? 0
    if (size > limit) {
      // Not awaited: a source that ignores being cancelled must not hold us.
      void reader.cancel().catch(() => undefined)
      throw new WireError('too-large')
    }
    try {
      text += decoder.decode(value, { stream: !done })
    } catch {
      throw new WireError('not-text')
    }
    if (done) return text
  }
}

/** The JSON object in an answer, or `undefined` when there is none. */
export function toJson(answer: Answer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(answer.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? // A JSON object is a record of unknowns.
        (value as Record<string, unknown>)
      : undefined
  } catch {
    // No JSON: a captive portal, a proxy's page. The caller says what that means in its phase.
    return undefined
  }
}

/** Whether an answer calls itself JSON. */
export function isJson({ headers }: Answer): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headers.get('content-type') ?? '')
}

/** An answer as oauth4webapi wants to read it. */
export function toResponse({ status, text }: Answer): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json' } })
}
