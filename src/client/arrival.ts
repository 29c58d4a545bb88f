import { isMarked } from '../domain/mark.js'
import type { Page } from '../platform/platform.js'
import type { Config } from './config.js'

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
const OURS = (
  'code state iss error error_description error_uri session_state response ' +
  'access_token id_token token refresh_token expires_in token_type'
).split(' ')
const SIGN_OUT = 'o'

export const toNote = (state: string): string => `latchkey ${state}`
export const toSignOutState = (mark: string, random: string): string => `${mark}.${SIGN_OUT}.${random}`

/**
 * Takes a return of ours off the address bar, in one synchronous step: before other scripts see the code, and so that a
 * router created later reads the place the user came from. Our mark in `state` alone decides; anything else is left alone.
 */
export function takeArrival(page: Page, config: Config): Arrival | undefined {
  const url = page.url()
  const state = url.searchParams.getAll('state').find((value) => isMarked(value, config.mark))
  if (state === undefined) return undefined
  const parameters = new URLSearchParams()
  for (const name of OURS) {
    for (const value of url.searchParams.getAll(name)) parameters.append(name, value)
    url.searchParams.delete(name)
  }
  const returnTo = page.notes.read(toNote(state))
  page.notes.write(toNote(state), undefined)
  const place = returnTo === undefined ? undefined : toReturnTo(page, returnTo)
  page.replace(place ?? url.href)
  return { state, parameters, address: url.href, isPlaced: place !== undefined }
}

/** Whether a return is that of a sign-out: then there is nothing to complete. */
export const isSignOutReturn = ({ state }: Arrival, mark: string): boolean => state.startsWith(`${mark}.${SIGN_OUT}.`)

/** Whether the page stands where the attempt wanted to be sent back to: its origin, path and own query. */
export function isAt(address: string, redirectUri: string): boolean {
  const [here, wanted] = [new URL(address), new URL(redirectUri)]
  const hasQuery = [...wanted.searchParams].every(([name, value]) => here.searchParams.get(name) === value)
  return here.origin === wanted.origin && here.pathname === wanted.pathname && hasQuery
}

/** An address of this origin, or `undefined`: a return never leads elsewhere. */
export function toReturnTo(page: Page, address: string): string | undefined {
  try {
    const url = new URL(address, page.url())
    return url.origin === page.url().origin ? url.href : undefined
  } catch {
    // Not an address: then none of ours.
    return undefined
  }
}
