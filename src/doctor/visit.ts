import type { ProviderAnswer } from '../domain/errors.js'
import type { BarePlatform } from '../platform/bare.js'
import { isLater, toObject } from '../protocol/ask.js'
import { toSaid } from '../protocol/error-response.js'
import type { Settings } from './options.js'

/** What a browser met that was sent to the authorization endpoint. */
export type Visit =
  /** No answer, or one that says "later". */
  | { readonly kind: 'none'; readonly why: string }
  /** It was sent back to the redirect URI. */
  | { readonly kind: 'back'; readonly url: URL; readonly headers: Headers }
  /** It was sent to another address: a login page, or an error page. */
  | { readonly kind: 'away'; readonly url: URL; readonly isError: boolean; readonly headers: Headers }
  | {
      readonly kind: 'page'
      readonly status: number
      readonly headers: Headers
      /** The number of an error of Entra's in it: its pages say 200 to everything. */
      readonly number: string | undefined
      /** What it says in JSON, in place of a page for people. */
      readonly said: ProviderAnswer | undefined
    }

/** Whether somebody was shown an error in place of a login page. */
export const isRefusal = (visit: Visit): boolean =>
  (visit.kind === 'page' && ((visit.status >= 400 && visit.status < 500) || visit.number !== undefined)) ||
  (visit.kind === 'away' && visit.isError)

const LONGEST_PAGE = 262_144
const ERROR_WORD = /(^|[^a-z])(auth)?error(?![a-z])/i

/** Goes to the authorization endpoint as a browser would, and follows nothing. */
export async function visit(
  machine: BarePlatform,
  url: string,
  { redirectUri, timeoutSeconds }: Pick<Settings, 'timeoutSeconds'> & { readonly redirectUri: string },
): Promise<Visit> {
  const controller = new AbortController()
  const stop = machine.after(timeoutSeconds * 1000, () => controller.abort())
  try {
    const { signal } = controller
    const response = await machine.fetch(url, { redirect: 'manual', signal, headers: { Accept: 'text/html' } })
    const { status, headers } = response
    const text = await readStart(response)
    const location = toLocation(response, text)
    if (isLater({ why: `status ${status}` } as Parameters<typeof isLater>[0]))
      return { kind: 'none', why: `status ${status}` }
    if (location === undefined || !URL.canParse(location, url)) {
      return { kind: 'page', status, headers, number: /AADSTS\d{4,9}/.exec(text)?.[0], said: readError(text) }
    }
    const target = new URL(location, url)
    const asked = new URL(redirectUri)
    if (target.origin === asked.origin && target.pathname === asked.pathname)
      return { kind: 'back', url: target, headers }
    const isError =
      ERROR_WORD.test(target.pathname) || [...target.searchParams.keys()].some((name) => ERROR_WORD.test(name))
    return { kind: 'away', url: target, isError, headers }
  } catch {
    // What `fetch` says of a failure differs between engines, and may repeat the address.
    return { kind: 'none', why: controller.signal.aborted ? 'timeout' : 'unreachable' }
  } finally {
    stop()
  }
}

/** Where an answer sends a browser. Some say it in JSON to whoever is no browser (better-auth, by `Sec-Fetch-Mode`, which Node sets itself). */
function toLocation({ status, headers }: Response, text: string): string | undefined {
  if (status >= 300 && status <= 399) return headers.get('location') ?? undefined
  const { redirect, url } = (status === 200 && toObject(() => text)) || {}
  return redirect === true && typeof url === 'string' ? url : undefined
}

function readError(text: string): ProviderAnswer | undefined {
  const { error, error_description } = toObject(() => text) ?? {}
  return typeof error === 'string' ? toSaid(error, error_description) : undefined
}

/** The beginning of a page: no more of it is looked at, however long it is. */
async function readStart({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (reader && text.length < LONGEST_PAGE) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
  }
  // Not awaited: a source that ignores being cancelled must not hold us.
  reader?.cancel().catch(() => undefined)
  return text
}
