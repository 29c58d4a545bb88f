import type { Api } from './api.js'

/** What an API asks for before it answers; given to `signIn({ challenge })`. */
export interface Challenge {
  /** A stronger or fresher sign-in (RFC 9470), or more scopes (RFC 6750 section 3.1). */
  readonly error: 'insufficient_user_authentication' | 'insufficient_scope'
  /** The name of the API that asks. */
  readonly api?: string | undefined
  /** The authentication contexts of which one will do, separated by spaces: 20 of 255 characters at most. */
  readonly acrValues?: string | undefined
  /** How long ago the user may have proved who they are, in seconds. */
  readonly maxAge?: number | undefined
  /** Of the scopes that the API asks for those that it has declared. */
  readonly scopes?: readonly string[] | undefined
  /** Those that it has not: never asked for, and here to be shown to a developer. */
  readonly refused?: readonly string[] | undefined
}

const ACR_VALUES = 20

/** The values of a list with spaces between them. An empty one is none: a provider that reached nothing may say so with it. */
export const toAcr = (list: string): readonly string[] => list.split(' ').filter(Boolean)

/** Those of a list from elsewhere that can be asked for. */
export const toSafeAcr = (list: string): readonly string[] =>
  toAcr(list)
    .filter((value) => /^[!#-[\]-~]{1,255}$/.test(value))
    .slice(0, ACR_VALUES)

/** What is looked at of an answer that an API refused: a `Response`, or what another client makes of one. */
export interface RefusedResponse {
  /** The HTTP status: 401 or 403. */
  readonly status: number
  /** Its headers: `WWW-Authenticate`, and `DPoP-Nonce` where the tokens are bound to a key. */
  readonly headers: Pick<Headers, 'get' | 'has'>
  /** Where it came from: tells the API. */
  readonly url?: string | null | undefined
}

/** What a challenge demands of a sign-in. */
export interface Demand extends Pick<Challenge, 'maxAge'> {
  readonly api: Api | undefined
  /** The authentication must have reached one of these; `undefined` when any will do. */
  readonly acr: readonly string[] | undefined
  /** None but what was declared for the API. */
  readonly scopes: readonly string[]
  /** Those that the API's own token is to have beyond its `scopes`, by the key of its audience. */
  readonly more: Readonly<Record<string, string>>
  /** Those that no other token is to have. */
  readonly apart: readonly string[]
}
