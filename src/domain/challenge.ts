/** What an API asks for before it answers; given to `signIn({ challenge })`. */
export interface Challenge {
  /** A stronger or fresher sign-in (RFC 9470), or more scopes (RFC 6750 section 3.1). */
  readonly error: 'insufficient_user_authentication' | 'insufficient_scope'
  /** The name of the API, where it is a declared one. */
  readonly api?: string | undefined
  /** The authentication contexts of which one will do, separated by spaces. */
  readonly acrValues?: string | undefined
  /** How long ago the user may have proved who they are, in seconds. */
  readonly maxAge?: number | undefined
  readonly scopes?: readonly string[] | undefined
}

/** What is looked at of an answer that an API refused. */
export type RefusedResponse = Pick<Response, 'status' | 'headers'> & { readonly url?: string }
