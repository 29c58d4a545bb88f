import { CALENDAR_AGENT } from './request-log.js'

/** How long the provider may take to answer the calendar, in milliseconds. */
const PATIENCE_MILLISECONDS = 10_000

/** Asks the provider as the calendar. A redirect is no answer: it would take the calendar's secret and the user's token elsewhere. */
export function fetchAsCalendar(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('User-Agent', CALENDAR_AGENT)
  const signal = init.signal ?? AbortSignal.timeout(PATIENCE_MILLISECONDS)
  return fetch(url, { ...init, headers, signal, redirect: 'error' })
}

/** The object in an answer. `from` names who has given it. */
export async function readObject(response: Response, from: string): Promise<Readonly<Record<string, unknown>>> {
  if (!response.ok) throw new Error(`${from} answered ${response.status}`)
  const body: unknown = await response.json()
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error(`${from} answered no object`)
  // An object that JSON.parse has made has names for its members, and no more is said of them here.
  return body as Readonly<Record<string, unknown>>
}

/** An address that the provider names: https, or plain http on this machine where the provider itself is there that way. */
export function toAddress(metadata: Readonly<Record<string, unknown>>, member: string, issuer: string): string {
  const text = metadata[member]
  if (typeof text !== 'string' || !URL.canParse(text)) throw new Error(`${issuer} names no ${member}`)
  const url = new URL(text)
  const isAllowed = url.protocol === 'https:' || (isPlainLoopback(url) && isPlainLoopback(new URL(issuer)))
  if (!isAllowed || url.username !== '' || url.password !== '')
    throw new Error(`${issuer} names a ${member} that the calendar does not ask at`)
  return url.href
}

const isPlainLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1])$/.test(hostname)
