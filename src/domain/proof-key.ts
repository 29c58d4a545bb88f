/** The key that a session's tokens are bound to (RFC 9449). The private half cannot be read out, by anyone. */
export interface ProofKey {
  readonly alg: string
  readonly privateKey: CryptoKey
  /** The public half, its required members alone. */
  readonly jwk: Readonly<Record<string, string>>
  /** The thumbprint of the public half (RFC 7638). */
  readonly jkt: string
}
