import { ATTEMPT_LIFETIME_MS, ATTEMPTS_BYTES, ATTEMPTS_KEPT, type Attempt } from '../domain/attempt.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { ProofKey } from '../domain/proof-key.js'
import { reveal, Secret } from '../domain/secret.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { Platform } from '../platform/platform.js'
import { seal } from './seal.js'
import { RECORD_VERSION, type SealedRow, unseal } from './unseal.js'
import type { Vault } from './vault.js'

// All of a kind share one row per client, so that adding, expiring, capping and taking are each one transaction.
interface TextRow extends SealedRow {
  readonly version: typeof RECORD_VERSION
  readonly state: string
  readonly startedAt: number
  readonly proofKey?: ProofKey | undefined
}

/** What is kept under a `state`: what its return must fit; what came of it, for the page that waits. */
type Kind = 'attempts' | 'outcomes'

// Who waits for what came of a sign-in waits for minutes, and a code in it is good for no longer.
const LIFETIMES_MS = { attempts: ATTEMPT_LIFETIME_MS, outcomes: 1_800_000 }

const isAlive = ({ now }: Platform, kind: Kind, { startedAt }: TextRow): boolean =>
  now().wall - startedAt < LIFETIMES_MS[kind]

/** Keeps an attempt, sealed, until its return. Resolves when it is stored: only then may the page leave. */
export function keepAttempt(platform: Platform, vault: Vault, attempt: Attempt): Promise<void> {
  // A key is no text: it is kept beside it.
  const { verifier, nonce, proofKey, ...open } = attempt
  const text = JSON.stringify({ ...open, verifier: reveal(verifier), nonce: reveal(nonce) })
  return keepText({ platform, vault }, 'attempts', { ...attempt, text })
}

/** Lets go of what nobody will come back for any more, so that a full store has room again. */
export async function dropStale(platform: Platform, vault: Vault): Promise<void> {
  for (const kind of ['attempts', 'outcomes'] as const) {
    await changeRows(vault, kind, (rows) => rows.filter((row) => isAlive(platform, kind, row)))
  }
}

/** Keeps a text, sealed, until it is taken. */
export async function keepText(
  { platform, vault }: Where,
  kind: Kind,
  { state, startedAt, text, proofKey }: Pick<TextRow, 'state' | 'startedAt' | 'proofKey'> & { readonly text: string },
): Promise<void> {
  const sealed = await seal(platform, text, toContext(vault, kind, state))
  const row: TextRow = { version: RECORD_VERSION, state, startedAt, ...(proofKey && { proofKey }), ...sealed }
  await changeRows(vault, kind, (rows) => toBounded([...rows.filter((other) => isAlive(platform, kind, other)), row]))
}

// The newest of them, within both bounds; the last one always: it is about to be needed.
function toBounded(rows: readonly TextRow[]): readonly TextRow[] {
  let left = ATTEMPTS_BYTES
  const isKept = ({ sealed }: TextRow, index: number) => {
    left -= sealed.data.byteLength
    return !index || left >= 0
  }
  return rows.slice(-ATTEMPTS_KEPT).reverse().filter(isKept).reverse()
}

/** Takes a text. Reading and deleting are one transaction: of two that want it only one gets it. */
export async function takeText(where: Where, kind: Kind, state: string): Promise<string | 'expired' | undefined> {
  return (await takeRow(where, kind, state)).text
}

async function takeRow({ platform, vault }: Where, kind: Kind, state: string) {
  let row: TextRow | undefined
  await changeRows(vault, kind, (rows) => {
    row = rows.find((other) => other.state === state)
    return rows.filter((other) => other !== row)
  })
  if (row && !isAlive(platform, kind, row)) return { text: 'expired' }
  const text = await unseal(platform, row ?? {}, toContext(vault, kind, state), (opened) => opened)
  return { text, proofKey: row?.proofKey }
}

/** Whether this browser keeps an attempt of this `state`. Writes nothing, whoever asks. */
export async function hasAttempt({ shared, key }: Vault, state: string): Promise<boolean> {
  return toRows(await shared.read(`attempts ${key}`)).some((row) => row.state === state)
}

/** Whether the user is away for a sign-in, as far as this browser knows. */
export async function isAnyOpen(platform: Platform, { shared, key }: Vault): Promise<boolean> {
  return toRows(await shared.read(`attempts ${key}`)).some((row) => isAlive(platform, 'attempts', row))
}

/** Of a return that is not ours, or not any more. */
export const toUnknownState = (why: 'unknown' | 'expired' = 'unknown'): AnyAuthError =>
  toAuthError('callback-unknown-state', 'The redirect fits no sign-in of this browser', { why })

/**
 * Takes the attempt of a `state`: of two tabs with the same return only one goes on (RFC 9700 section 4.2.4).
 *
 * @throws {AuthError} callback-unknown-state
 */
export async function takeAttempt(platform: Platform, vault: Vault, state: string): Promise<Attempt> {
  const { text, proofKey } = await takeRow({ platform, vault }, 'attempts', state)
  const attempt = text && text !== 'expired' && { ...toAttempt(text), proofKey }
  if (attempt) return attempt
  throw toUnknownState(text === 'expired' ? text : undefined)
}

interface Where {
  readonly platform: Platform
  readonly vault: Vault
}

const toContext = ({ key }: Vault, kind: Kind, state: string) => [kind, key, state]

function toAttempt(text: string): Attempt {
  // Sealed by `keepAttempt` with a key nobody can read out, so it has the shape that was sealed.
  const { verifier, nonce, ...attempt } = JSON.parse(text)
  return { ...attempt, verifier: new Secret(verifier), nonce: new Secret(nonce) }
}

const toList = (value: unknown): readonly TextRow[] => (Array.isArray(value) ? value : [])

const toRows = (value: unknown): readonly TextRow[] =>
  toList(value).filter((row) => Object(row).version === RECORD_VERSION)

function changeRows(
  { shared, key }: Vault,
  kind: Kind,
  change: (rows: readonly TextRow[]) => readonly TextRow[],
): Promise<void> {
  const decide = (value: unknown) => {
    const before = toList(value)
    const after = change(toRows(value))
    // Looking for what is not there writes nothing.
    const isSame = after.length === before.length && after.every((row) => before.includes(row))
    return isSame ? { result: undefined } : { row: after, result: undefined }
  }
  // With the power lost, a sign-in is begun anew, or its code is spent: nothing that is worth a wait for the disk.
  return shared.change(`${kind} ${key}`, decide, 'relaxed')
}
