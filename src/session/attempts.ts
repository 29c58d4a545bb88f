import { ATTEMPT_LIFETIME_MS, ATTEMPTS_KEPT, type Attempt } from '../domain/attempt.js'
import { reveal, Secret } from '../domain/secret.js'
import { toAuthError } from '../domain/to-auth-error.js'
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

const isAlive = ({ now }: Platform, { startedAt }: AttemptRow): boolean => now().wall - startedAt < ATTEMPT_LIFETIME_MS

/** Keeps an attempt, sealed, until its return. Resolves when it is stored: only then may the page leave. */
export async function keepAttempt(platform: Platform, vault: Vault, attempt: Attempt): Promise<void> {
  const { state, startedAt, verifier, nonce } = attempt
  const text = JSON.stringify({ ...attempt, verifier: reveal(verifier), nonce: reveal(nonce) })
  const sealed = await seal(platform, text, toContext(vault, state))
  const row: AttemptRow = { version: RECORD_VERSION, state, startedAt, ...sealed }
  await changeRows(vault, (rows) => [...rows.filter((other) => isAlive(platform, other)), row].slice(-ATTEMPTS_KEPT))
}

/**
 * Takes the attempt of a `state`: reading and deleting are one transaction, so that of two tabs with the same return
 * only one goes on (RFC 9700 section 4.2.4).
 *
 * @throws {AuthError} callback-unknown-state
 */
export async function takeAttempt(platform: Platform, vault: Vault, state: string): Promise<Attempt> {
  let row: AttemptRow | undefined
  await changeRows(vault, (rows) => {
    row = rows.find((other) => other.state === state)
    return rows.filter((other) => other !== row)
  })
  const isExpired = row && !isAlive(platform, row)
  const attempt = !isExpired && (await unseal(platform, row ?? {}, toContext(vault, state), toAttempt))
  if (attempt) return attempt
  throw toAuthError('callback-unknown-state', 'The redirect fits no sign-in of this browser', {
    why: isExpired ? 'expired' : 'unknown',
  })
}

const toContext = ({ key }: Vault, state: string) => ['attempt', key, state]

function toAttempt(text: string): Attempt {
  // Sealed by `keepAttempt` with a key nobody can read out, so it has the shape that was sealed.
  const { verifier, nonce, ...attempt } = JSON.parse(text)
  return { ...attempt, verifier: new Secret(verifier), nonce: new Secret(nonce) }
}

const changeRows = (
  { shared, key }: Vault,
  change: (rows: readonly AttemptRow[]) => readonly AttemptRow[],
): Promise<void> =>
  shared.change(`attempts ${key}`, (value) => ({
    row: change(Array.isArray(value) ? value.filter((row) => row?.version === RECORD_VERSION) : []),
    result: undefined,
  }))
