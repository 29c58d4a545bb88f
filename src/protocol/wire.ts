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
  /** The JSON object in it, or `undefined` when there is none: a captive portal, a proxy's page. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}

export type WireFault = 'unreachable' | 'timeout' | 'redirected' | 'too-large' | 'unsafe-url'

/** Why no answer arrived. Carries nothing of the request; translated to an `AuthError` by the caller, who knows the phase. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly fault: WireFault

  constructor(fault: WireFault) {
    super(fault)
    this.fault = fault
  }
}

/** How long an answer may take, headers and body together. */
export const DOCUMENT_MS = 10_000
export const TOKEN_MS = 20_000
const LONGEST_BODY = 1_048_576

/**
 * Asks the provider: no cookies, no cache, no redirects, within its time and 1 MiB.
 * What was redirected or comes from elsewhere is refused whatever the app's own `fetch` does.
 *
 * @throws {WireError}
 */
export async function ask(wire: Wire, url: string, milliseconds: number, init?: RequestInit): Promise<Answer> {
  const controller = new AbortController()
  const { signal } = controller
  const late = new Promise<never>((_, reject) => {
    // Listens before `fetch` does: what that rejects with differs between engines.
    signal.addEventListener('abort', () => reject(new WireError('timeout')))
  })
  const stop = wire.after(milliseconds, () => controller.abort())
  try {
    return await Promise.race([late, send(wire, url, { ...init, signal })])
  } catch (error) {
    // A foreign error may carry the request: only our own goes on.
    throw error instanceof WireError ? error : new WireError('unreachable')
  } finally {
    stop()
  }
}

async function send(wire: Wire, address: string, init: RequestInit): Promise<Answer> {
  const target = toUrl(address)
  if (!target || !isSafeUrl(target, wire.isLoopback)) throw new WireError('unsafe-url')
  const response = await wire.fetch(target.href, {
    ...init,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
  })
  const { status, headers, redirected, url } = response
  // A redirect that was not followed is opaque in browsers: status 0. An answer made by hand has no URL.
  if (redirected || !status || (status >= 300 && status < 400) || (url && url !== target.href)) {
    throw new WireError('redirected')
  }
  const text = await readText(response)
  return { status, headers, text, json: toJson(text) }
}

async function readText({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let [text, size] = ['', 0]
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > LONGEST_BODY) {
      // Not awaited: a source that ignores being cancelled must not hold us.
      reader.cancel().catch(() => undefined)
      throw new WireError('too-large')
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}

function toJson(text: string): Answer['json'] {
  try {
    const value: unknown = JSON.parse(text)
    // A JSON object is a record of unknowns.
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    // The caller says what no JSON means in its phase.
    return undefined
  }
}

/** Whether an answer calls itself JSON. */
export const isJson = ({ headers }: Answer): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '')
