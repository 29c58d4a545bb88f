import { AuthError } from '../domain/errors.js'
import type { Secret } from '../domain/secret.js'
import type { Held, Session } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { toRenewalError } from '../protocol/refusal.js'
import { exchangeRefreshToken, type Tokens } from '../protocol/tokens.js'
import type { Wire } from '../protocol/wire.js'
import { commitRenewal, endHeld, markIntent, pauseRenewal } from './commit.js'
import type { Contents, Vault, VaultRow } from './vault.js'

/** What a renewal needs besides the session. */
export interface Renewal {
  readonly platform: Platform
  readonly vault: Vault
  readonly wire: Wire
  /** Called with a refresh token that arrived too late to be kept. */
  readonly discard: (session: Session, token: Secret<'refresh-token'>) => void
}

/** How a renewal ended: by us, by another tab, or with no session left to renew. */
export type Renewed = { readonly by: 'us' | 'another-tab'; readonly held: Held } | { readonly by: 'nobody' }

const LOCK_WAIT_MS = 25_000
const REPLAY_WINDOW_MS = 30_000
const LONGEST_PAUSE_MS = 60_000

/**
 * Renews the session that was found stale: once per session, whatever tab, worker or call asks (RFC 9700 section 4.14.2).
 * While it waits another tab may renew, sign out or sign someone else in; what is in the vault then is the answer.
 *
 * @throws {AuthError} refresh-missing, refresh-lost, refresh-rejected, refresh-invalid: the session has ended.
 * refresh-unavailable: it stands, and renewal is possible later
 */
export async function renewSession(renewal: Renewal, stale: Held): Promise<Renewed> {
  const found = toRenewed(await renewal.vault.load(), stale)
  if (found) return found
  const { hold, after } = renewal.platform
  const name = `latchkey ${renewal.vault.key}`
  if (!hold) return renewLocked(renewal, stale)
  const controller = new AbortController()
  const stop = after(LOCK_WAIT_MS, () => controller.abort())
  try {
    return await hold(name, controller.signal, () => {
      stop()
      return renewLocked(renewal, stale)
    })
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw unavailable()
  } finally {
    stop()
  }
}

const unavailable = () =>
  new AuthError('refresh-unavailable', 'The session cannot be renewed for now', { status: undefined })

// Another session or none is for the caller to look at; a newer generation of this one needs no renewal.
function toRenewed({ held }: Contents, stale: Held): Renewed | undefined {
  if (held?.id !== stale.id) return { by: 'nobody' }
  return held.generation > stale.generation ? { by: 'another-tab', held } : undefined
}

async function renewLocked(renewal: Renewal, stale: Held): Promise<Renewed> {
  const { platform, vault } = renewal
  const contents = await vault.load()
  const found = toRenewed(contents, stale)
  const { row, held } = contents
  if (found || !row || !held) return found ?? { by: 'nobody' }
  const { wall } = platform.now()
  if ((row.pauseUntil ?? 0) > wall || !platform.isOnline()) throw unavailable()
  const { refreshToken } = held.session
  if (!refreshToken) {
    throw await ended(vault, held, new AuthError('refresh-missing', 'The provider gave nothing to renew with'))
  }
  const intent = await claim(renewal, row, held)
  if (!intent) return { by: 'nobody' }
  return send(renewal, held, refreshToken)
}

/**
 * Writes the intent before anything is sent. One that stands already means that an answer may have been lost with the tab
 * that waited for it: the old refresh token is replayed once, within 30 s, because more would trip reuse detection.
 * After a failure that was seen and written down the token may be sent again: only the provider ends a session then.
 */
async function claim({ platform, vault }: Renewal, row: VaultRow, held: Held): Promise<boolean> {
  const { wall } = platform.now()
  const before = row.failures ? undefined : row.intent
  // Without locks a young intent is another tab at work, as far as anyone can tell.
  if (before && !platform.hold && wall - before.since < LOCK_WAIT_MS) throw unavailable()
  if (before && (before.replays >= 1 || wall - before.since > REPLAY_WINDOW_MS)) {
    throw await ended(vault, held, new AuthError('refresh-lost', 'The answer to a renewal was lost'))
  }
  const owner = platform.random(8)
  return markIntent(vault, held, { owner, since: before?.since ?? wall, replays: before ? before.replays + 1 : 0 })
}

async function send(renewal: Renewal, held: Held, refreshToken: Secret<'refresh-token'>): Promise<Renewed> {
  const { platform, vault, wire } = renewal
  const { clientId } = vault.owner
  const { session } = held
  let tokens: Tokens
  try {
    tokens = await exchangeRefreshToken(wire, { clientId, session, refreshToken })
  } catch (error) {
    return fail(renewal, held, toRenewalError(error))
  }
  // Nothing may be awaited between here and the write but the sealing: the old refresh token is spent.
  const renewed = await commitRenewal(platform, vault, { held, session: toNext(session, tokens) })
  if (renewed) return { by: 'us', held: renewed }
  if (tokens.refreshToken) renewal.discard(session, tokens.refreshToken)
  return { by: 'nobody' }
}

function toNext(session: Session, { grant, refreshToken, identity }: Tokens): Session {
  return {
    ...session,
    grant,
    refreshToken: refreshToken ?? session.refreshToken,
    ...(identity && {
      // Claims that a renewed ID token leaves out stay as they were: it often repeats only what is required.
      claims: { ...session.claims, ...identity.claims },
      idToken: identity.idToken,
      idTokenReport: identity.report,
    }),
  }
}

async function fail({ platform, vault }: Renewal, held: Held, error: AuthError): Promise<Renewed> {
  if (error.ends === 'session') {
    // Another tab may have renewed without our lock (a browser without Web Locks): its tokens are the truth.
    const found = toRenewed(await vault.load(), held)
    if (found) return found
    throw await ended(vault, held, error)
  }
  const { row } = await vault.load()
  const { status, retryAfterSeconds } = error.details as AuthError<'refresh-unavailable'>['details']
  const pause = retryAfterSeconds ? retryAfterSeconds * 1000 : backOff(platform, row?.failures ?? 0)
  const until = platform.now().wall + pause
  await pauseRenewal(vault, held, { until, keepIntent: status !== 429 })
  throw error
}

// Half fixed, half random, so that many browsers do not come back in step: 1 s, doubling to 60 s.
function backOff({ random }: Platform, failures: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** failures)
  const share = (random(1).charCodeAt(0) % 64) / 64
  return full / 2 + (full / 2) * share
}

async function ended(vault: Vault, held: Held, error: AuthError): Promise<AuthError> {
  await endHeld(vault, held)
  return error
}
