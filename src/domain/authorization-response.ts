/** A return from the provider, taken off the address bar (RFC 6749 section 4.1.2). */
export interface AuthorizationResponse {
  readonly state: string
  readonly parameters: URLSearchParams
  /** The address without our parameters. */
  readonly address: string
  /** Where the user came from, as far as this tab has noted it; else empty. */
  readonly place: string
  /** Whether the address already is where the user came from. */
  readonly isPlaced: boolean
}
