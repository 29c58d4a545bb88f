import { ATTEMPT_LIFETIME_MS, ATTEMPTS_KEPT, type Attempt } from '../domain/attempt.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'
import { seal } from './seal.js'
import { RECORD_VERSION, type SealedRow, unseal } from './unseal.js'
import type { Vault } from './vault.js'

// All attempts of a client share one row, so that adding, expiring, capping and taking are each one transaction.
interface AttemptRow extends SealedRow {
  readonly version: typeof RECORD_VERSION
  readonly state: string
  readonly startedAt: number
}

const toKey = ({ key }: Vault): string => `attempts ${key}`
const toContext = ({ key }: Vault, state: string) => ['attempt', key, state]
const isAlive = ({ now }: Platform, { startedAt }: AttemptRow): boolean => now().wall - startedAt < ATTEMPT_LIFETIME_MS

/** Keeps an attempt, sealed, until its return. Resolves when it is stored: only then may the page leave. */
export async function keepAttempt(platform: Platform, vault: Vault, attempt: Attempt): Promise<void> {
  const { verifier, nonce, ...rest } = attempt
  const { state, startedAt } = attempt
  const text = JSON.stringify({ ...rest, secrets: [reveal(verifier), reveal(nonce)] })
  const sealed = await seal(platform, text, toContext(vault, state))
  const row: AttemptRow = { version: RECORD_VERSION, state, startedAt, ...sealed }
  await vault.store.change(toKey(vault), (value) => ({
    row: [...toRows(value).filter((other) => isAlive(platform, other)), row].slice(-ATTEMPTS_KEPT),
    result: undefined,
  }))
}

/**
 * Takes the attempt of a `state`: reading and deleting are one transaction, so that of two tabs with the same return
 * only one goes on (RFC 9700 section 4.2.4). Says why when there is none.
 */
export async function takeAttempt(
  platform: Platform,
  vault: Vault,
  state: string,
): Promise<Attempt | 'expired' | 'unknown'> {
  const row = await vault.store.change(toKey(vault), (value) => {
    const rows = toRows(value)
    return { row: rows.filter((other) => other.state !== state), result: rows.find((other) => other.state === state) }
  })
  if (row && !isAlive(platform, row)) return 'expired'
  return (row && (await unseal(platform, row, toContext(vault, state), toAttempt))) ?? 'unknown'
}

function toAttempt(text: string): Attempt {
  // Sealed by `keepAttempt` with a key nobody can read out, so it has the shape that was sealed.
  const { secrets, ...attempt } = JSON.parse(text) as Attempt & { readonly secrets: readonly [string, string] }
  return { ...attempt, verifier: new Secret(secrets[0]), nonce: new Secret(secrets[1]) }
}

function toRows(value: unknown): readonly AttemptRow[] {
  return Array.isArray(value) ? value.filter((row) => row?.version === RECORD_VERSION) : []
}
