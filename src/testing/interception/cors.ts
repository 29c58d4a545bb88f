import type { Fulfilment, PausedRequest } from './browser.js'
import { type Answered, frameOf } from './paused-request.js'

/** What a page may read beside the headers that it always may. */
const EXPOSED = 'WWW-Authenticate, DPoP-Nonce'

/**
 * Lets the pages of some origins read an answer, as a server does by its own headers. The browser's question before a request (preflight)
 * is answered by Playwright itself, and always with yes: what is refused is refused here.
 */
export function allowOrigins(
  { headers, ...answer }: Answered,
  paused: PausedRequest,
  origins: readonly string[],
): Fulfilment {
  const asking = foreignOrigin(paused)
  if (asking && !headers.has('access-control-allow-origin')) {
    headers.append('vary', 'Origin')
    // Playwright lets everybody read what says nothing of the kind: whoever may not is told of somebody else.
    headers.set('access-control-allow-origin', origins.includes(asking) ? asking : new URL(paused.url()).origin)
    if (!headers.has('access-control-expose-headers')) headers.set('access-control-expose-headers', EXPOSED)
  }
  return { ...answer, headers: Object.fromEntries(headers) }
}

/** Whether a request gets as far as the server: a browser asks first (preflight) before it sends a token to another origin. */
export function isLetThrough(paused: PausedRequest, origins: readonly string[]): boolean {
  const asking = foreignOrigin(paused)
  return !asking || origins.includes(asking)
}

/** The answer to a preflight, where a browser has it pass by a route. */
export function answerPreflight(paused: PausedRequest): Headers | undefined {
  const { 'access-control-request-method': method, 'access-control-request-headers': names } = paused.headers()
  if (paused.method() !== 'OPTIONS' || !method) return undefined
  return new Headers({
    'access-control-allow-methods': method,
    ...(names && { 'access-control-allow-headers': names }),
  })
}

/** The origin of the page that asks, unless it is the server's own. Browsers differ in when they name it. */
function foreignOrigin(paused: PausedRequest): string | undefined {
  const url = frameOf(paused)?.url() ?? ''
  const asking = paused.headers()['origin'] ?? (URL.canParse(url) ? new URL(url).origin : undefined)
  return asking === new URL(paused.url()).origin ? undefined : asking
}
