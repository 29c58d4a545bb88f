/** What a secret is: the kind is part of its type, so that no token can stand where another belongs. */
export type SecretKind = 'access-token' | 'refresh-token' | 'id-token' | 'code-verifier' | 'nonce'

/**
 * A value that is carried and used, never looked at.
 * It prints, serialises and clones as nothing; only `reveal` opens it, and `test/layers.test.ts` lists who may call that.
 */
export class Secret<Kind extends SecretKind> {
  /** Exists for the type checker alone. */
  declare protected readonly kind: Kind
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  static open(secret: Secret<SecretKind>): string {
    return secret.#value
  }

  toString(): string {
    return ''
  }

  toJSON(): undefined {
    return undefined
  }
}

/** Opens a secret. Only the files listed in `test/layers.test.ts` may call this. */
export const reveal = (secret: Secret<SecretKind>): string => Secret.open(secret)
