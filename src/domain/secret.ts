/** What a secret is: the kind is part of its type, so that no token can stand where another belongs. */
export type SecretKind = 'access-token' | 'refresh-token' | 'id-token' | 'code-verifier' | 'nonce'

// Set once by the class below, which alone can see the value.
let open: (secret: Secret<SecretKind>) => string

/**
 * A value that is carried and used, never looked at.
 * It prints, serialises and clones as nothing; only `reveal` opens it, and `test/layers.test.ts` lists who may call that.
 */
export class Secret<Kind extends SecretKind> {
  static {
    open = (secret) => secret.#value
  }

  /** Exists for the type checker alone. */
  declare protected readonly kind: Kind
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  toString(): string {
    return ''
  }

  toJSON(): undefined {
    return undefined
  }
}

/** Opens a secret. Only the files listed in `test/layers.test.ts` may call this. */
export const reveal = (secret: Secret<SecretKind>): string => open(secret)
