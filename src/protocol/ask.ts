import type { Answer, JsonObject, Wire } from './wire.js'

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
