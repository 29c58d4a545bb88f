/** Provider metadata as it is announced (OpenID Connect Discovery 1.0, section 3): what latchkey does not use is ignored. */
export interface ProviderMetadata {
  /** The exact issuer: ID tokens and redirects name it. */
  readonly issuer: string
  /** Where the user signs in. */
  readonly authorization_endpoint: string
  /** Where codes and refresh tokens are redeemed. */
  readonly token_endpoint: string
  /** Where the public keys are. */
  readonly jwks_uri: string
  readonly [member: string]: unknown
}

/**
 * What latchkey keeps of a provider's metadata (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2):
 * checked when it was fetched, and from then on carried with the attempt and the session that used it.
 */
export interface Provider {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  readonly userinfo_endpoint?: string
  readonly revocation_endpoint?: string
  readonly end_session_endpoint?: string
  readonly pushed_authorization_request_endpoint?: string
  readonly require_pushed_authorization_requests?: boolean
  readonly id_token_signing_alg_values_supported?: readonly string[]
  readonly userinfo_signing_alg_values_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly code_challenge_methods_supported?: readonly string[]
  readonly authorization_response_iss_parameter_supported?: boolean
}
