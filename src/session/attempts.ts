import { ATTEMPT_LIFETIME_MS, ATTEMPTS_KEPT, type Attempt } from '../domain/attempt.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Platform, Sealed } from '../platform/platform.js'
import { isObject, parseObject, RECORD_VERSION } from './record.js'
import type { Owner, Vault } from './vault.js'

// All attempts of a client share one row, so that adding, expiring, capping and taking are each one transaction.
interface AttemptRow {
  readonly version: typeof RECORD_VERSION
  readonly state: string
  readonly startedAt: number
  readonly key: CryptoKey
  readonly sealed: Sealed
}

/** What became of the attempt of a `state`. */
export type Taken =
  | { readonly found: 'attempt'; readonly attempt: Attempt }
  | { readonly found: 'expired' }
  | { readonly found: 'nothing' }

const toKey = ({ issuer, clientId }: Owner): string => JSON.stringify(['attempts', issuer, clientId])
const toContext = ({ issuer, clientId }: Owner, state: string): string =>
  JSON.stringify([RECORD_VERSION, 'attempt', issuer, clientId, state])

/** Keeps an attempt, sealed, until its return. Resolves when it is stored: only then may the page leave. */
export async function keepAttempt(platform: Platform, vault: Vault, attempt: Attempt): Promise<void> {
  const { verifier, nonce, ...open } = attempt
  const text = JSON.stringify({ ...open, verifier: reveal(verifier), nonce: reveal(nonce) })
  const key = await platform.keys.create()
  const sealed = await platform.keys.seal(key, text, toContext(vault.owner, attempt.state))
  const row: AttemptRow = { version: RECORD_VERSION, state: attempt.state, startedAt: attempt.startedAt, key, sealed }
  await vault.store.change(toKey(vault.owner), (value) => ({
    row: [...toRows(value).filter((other) => !isExpired(platform, other)), row].slice(-ATTEMPTS_KEPT),
    result: undefined,
  }))
}

/**
 * Takes the attempt of a `state`: reading and deleting are one transaction, so that of two tabs with the same return
 * only one goes on (RFC 9700 section 4.2.4).
 */
export async function takeAttempt(platform: Platform, vault: Vault, state: string): Promise<Taken> {
  const row = await vault.store.change<AttemptRow | undefined>(toKey(vault.owner), (value) => {
    const rows = toRows(value)
    const others = rows.filter((other) => other.state !== state)
    return { row: others.length ? others : undefined, result: rows.find((other) => other.state === state) }
  })
  if (!row) return { found: 'nothing' }
  if (isExpired(platform, row)) return { found: 'expired' }
  const text = await platform.keys.open(row.key, row.sealed, toContext(vault.owner, state)).catch(() => undefined)
  // A seal that does not open was written by somebody else: no attempt of ours.
  return text === undefined ? { found: 'nothing' } : { found: 'attempt', attempt: toAttempt(text) }
}

function toAttempt(text: string): Attempt {
  const { verifier, nonce, ...open } = parseObject(text)
  // Sealed by `keepAttempt` with a key nobody can read out, so it has the shape that was sealed.
  const rest = open as unknown as Omit<Attempt, 'verifier' | 'nonce'>
  return { ...rest, verifier: new Secret(String(verifier)), nonce: new Secret(String(nonce)) }
}

function isExpired(platform: Platform, row: AttemptRow): boolean {
  return platform.now().wall - row.startedAt >= ATTEMPT_LIFETIME_MS
}

function toRows(value: unknown): readonly AttemptRow[] {
  return Array.isArray(value) ? value.filter((row) => isObject(row) && row['version'] === RECORD_VERSION) : []
}
