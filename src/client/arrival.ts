import { toUrl } from '../domain/address.js'
import { isMarked } from '../domain/mark.js'
import type { Page } from '../platform/platform.js'

/** A return from the provider, taken off the address bar. */
export interface Arrival {
  readonly state: string
  readonly parameters: URLSearchParams
  /** The address without our parameters. */
  readonly address: string
  /** Whether the address already is where the user came from. */
  readonly isPlaced: boolean
}

// What providers add to a redirect (RFC 6749 sections 4.1.2 and 4.2.2, RFC 9207, OpenID Connect), and what they must not.
const OURS =
  /^(code|state|iss|error|error_description|error_uri|session_state|response|(access_|id_|refresh_)?token|token_type|expires_in)$/

/** Where a tab notes the way back of its latest departure: one note per client and mode. */
const toNote = (state: string): string => `latchkey ${state.slice(0, state.lastIndexOf('.'))}`

/** Notes where to come back to from the departure with this `state`. */
export function noteReturn({ notes }: Page, state: string, returnTo: string | undefined): void {
  notes.write(toNote(state), returnTo && `${state} ${returnTo}`)
}

/**
 * Takes a return of ours off the address bar, in one synchronous step: before other scripts see the code, and so that a
 * router created later reads the place the user came from. Our mark in `state` alone decides; anything else is left alone.
 */
export function takeArrival(page: Page, mark: string): Arrival | undefined {
  const url = page.url()
  const state = url.searchParams.getAll('state').find((value) => isMarked(value, mark))
  if (!state) return undefined
  const parameters = new URLSearchParams([...url.searchParams].filter(([name]) => OURS.test(name)))
  for (const name of parameters.keys()) url.searchParams.delete(name)
  const [noted, returnTo] = page.notes.read(toNote(state))?.split(' ') ?? []
  const place = noted === state && returnTo && toReturnTo(page, returnTo)
  if (place) noteReturn(page, state, undefined)
  page.replace(place || url.href)
  return { state, parameters, address: url.href, isPlaced: !!place }
}

/** Whether the page stands where the attempt wanted to be sent back to: its origin, path and own query. */
export function isAt(address: string, redirectUri: string): boolean {
  const [here, wanted] = [new URL(address), new URL(redirectUri)]
  const hasQuery = [...wanted.searchParams].every(([name, value]) => here.searchParams.get(name) === value)
  return hasQuery && here.origin === wanted.origin && here.pathname === wanted.pathname
}

/** An address of this origin, or `undefined`: a return never leads elsewhere. */
export function toReturnTo(page: Page, address: string): string | undefined {
  const here = page.url()
  const url = toUrl(address, here)
  // Not `href`: a user and password, or `blob:`, have this origin too, and `replaceState` throws for them.
  const isHere = url?.origin === here.origin && url.protocol === here.protocol
  return isHere ? here.origin + url.pathname + url.search + url.hash : undefined
}
