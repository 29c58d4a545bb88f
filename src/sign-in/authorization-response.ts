import { toUrl } from '../domain/address.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isStateOf } from '../domain/state-parameter.js'
import type { Page } from '../platform/platform.js'

// What providers add to a redirect (RFC 6749 sections 4.1.2 and 4.2.2, RFC 9207, OpenID Connect), and what they must not.
const OURS =
  /^(code|state|iss|error(_description|_uri)?|session_state|response|(access_|id_|refresh_)?token|token_type|expires_in)$/

// Where a tab notes the way back of its latest departure: one note per client and mode.
const toNote = (state: string): string => `latchkey ${state.slice(0, state.lastIndexOf('.'))}`

/** Notes where to come back to from the departure with this `state`. */
export const noteReturnTo = (page: Page, state: string, returnTo: string): unknown =>
  page.note(toNote(state), returnTo && `${state} ${returnTo}`)

/**
 * Takes a return of ours off the address bar, in one synchronous step: before other scripts see the code, and so that a
 * router created later reads the place the user came from. Our hash in `state` alone decides; anything else is left alone.
 * Where `onReturn` leads back to that place, the address has none of ours from now on, and is not changed besides.
 */
export function takeAuthorizationResponse(
  page: Page,
  clientHash: string,
  onReturn?: unknown,
): AuthorizationResponse | undefined {
  const url = page.url()
  const state = url.searchParams.getAll('state').find((value) => isStateOf(value, clientHash))
  if (!state) return undefined
  const parts = url.search.slice(1).split('&')
  const isOurs = (part: string) => [...new URLSearchParams(part).keys()].some((name) => OURS.test(name))
  const parameters = new URLSearchParams(parts.filter(isOurs).join('&'))
  // What is the app's own keeps its spelling.
  url.search = parts.filter((part) => !isOurs(part)).join('&')
  const [noted, returnTo] = page.noted(toNote(state)).split(' ')
  const place = noted === state ? toReturnTo(page, returnTo) : ''
  if (place) noteReturnTo(page, state, '')
  const isPlaced = !!place && !onReturn
  page.replace(isPlaced ? place : url.href)
  return { state, parameters, address: url.href, place, isPlaced }
}

// What a router that is handed the path alone, or decodes it first, reads as `//host/`.
const DOUBLED = /^\/\.*(\/|%([01]|2[5ef]|5c))/i

/** An address of this origin, or an empty text: a return never leads elsewhere, nor does what is made of its path. */
export function toReturnTo(page: Page, address: string | undefined): string {
  const here = page.url()
  const url = toUrl(address || undefined, here)
  // Not `href`: a user and password, or `blob:`, have this origin too, and `replaceState` throws for them.
  return url?.origin === here.origin && url.protocol === here.protocol && !DOUBLED.test(url.pathname)
    ? here.origin + url.pathname + url.search + url.hash
    : ''
}
