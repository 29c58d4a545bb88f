import { AuthError } from '../domain/errors.js'
import { type Grant, grantFor, hasIdentity, isUsable, type Session, type SessionEntry } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { Revocable } from '../protocol/revocation.js'
import { askForKeys, mayVerify } from '../protocol/signature.js'
import { toUnavailable } from '../protocol/token-errors.js'
import type { RenewedTokens } from '../protocol/token-request.js'
import { exchangeRefreshToken } from '../protocol/tokens.js'
import { changeEntry, commitRenewal } from './commit.js'
import { fail, type Renewal, type Renewed, takeBack, toNews } from './failed-renewal.js'
import { toRenewedClaims } from './renewed-claims.js'
import type { Contents } from './vault.js'
import type { VaultRow } from './vault-row.js'

const LOCK_WAIT_MS = 25_000
// Within the window in which the token may be sent once more.
const HOLDER_DEADLINE_MS = 25_000
const REPLAY_WINDOW_MS = 30_000

/**
 * Renews the session that was found stale: once per session, whatever tab, worker or call asks (RFC 9700 section 4.14.2).
 * While it waits another tab may renew, sign out or sign someone else in; what is in the vault then is the answer.
 *
 * @throws {AuthError} refresh-missing, refresh-lost, refresh-rejected, refresh-invalid: the session has ended.
 * refresh-unavailable: it stands, and renewal is possible later; api-not-granted: it stands, without a token for the audience
 */
export async function renewSession(renewal: Renewal, stale: SessionEntry): Promise<Renewed> {
  const { platform, vault } = renewal
  const { locks } = platform
  const controller = new AbortController()
  const stop = platform.after(LOCK_WAIT_MS, () => controller.abort())
  const work = () => {
    stop()
    return renewLocked(renewal, stale)
  }
  const name = `latchkey ${vault.key}`
  try {
    if (!locks || !isStale(renewal, await vault.load(), stale)) return await work()
    return await locks.request(name, controller, work).catch(async (failure) => {
      // Others wait as long for a holder that is frozen, in the back/forward cache say, as it may be at work. Then its lock
      // is taken from it; what it still writes is compared with the generation, and lost.
      if (!controller.signal.aborted) throw failure
      await mustBeOver(renewal)
      return locks.request(name, { steal: true }, work)
    })
  } catch (error) {
    // A lock or a store that fails is a renewal that has to wait.
    throw error instanceof AuthError ? error : toUnavailable()
  } finally {
    stop()
  }
}

/** Throws as long as whoever has sent the refresh token may wait for the answer. */
async function mustBeOver({ platform, vault }: Renewal): Promise<void> {
  const { row } = await vault.load()
  // Without an intent nothing was sent.
  const { since = 0 } = row?.intent ?? {}
  if (platform.now().wall - since < HOLDER_DEADLINE_MS) throw toUnavailable()
}

/** Contents with a session. */
interface Standing extends Contents {
  readonly row: VaultRow
  readonly entry: SessionEntry
}

// With another session or none, or a newer token than the stale one, there is nothing for us to renew. The session may have
// a newer generation for the sake of another audience's token; and a newer token may have expired, too.
const isStale = ({ platform, audience }: Renewal, contents: Contents, stale: SessionEntry): contents is Standing => {
  const { entry } = contents
  if (entry?.id !== stale.id) return false
  const [found, before] = [entry, stale].map(({ session }) => grantFor(session, audience))
  return !isUsable(found, platform.now()) || found.generation <= (before?.generation ?? -1)
}

async function renewLocked(renewal: Renewal, stale: SessionEntry): Promise<Renewed> {
  const { platform, vault, audience } = renewal
  const contents = await vault.load()
  if (!isStale(renewal, contents, stale)) return toNews(contents, stale)
  const { row, entry } = contents
  const { pauseFrom = 0, pauseUntil = 0 } = row
  const { wall } = platform.now()
  // Before its start: then the clock was put back, and nobody knows how long the pause has lasted.
  if ((wall >= pauseFrom && wall < pauseUntil) || !platform.isOnline()) throw toUnavailable()
  const { refreshToken } = entry.session
  if (!refreshToken) {
    return fail(renewal, entry, { error: toAuthError('refresh-missing', 'The provider gave nothing to renew with') })
  }
  // Before the token is spent; and before the intent, so that nothing is waited for between that and sending: a page that is
  // frozen in between would go on with a token that another has spent.
  const keys = hasIdentity(entry.session) ? await askForKeys(renewal.wire, entry.session.provider) : undefined
  if (keys && !(await mayVerify(renewal.wire, keys))) return fail(renewal, entry, { error: toUnavailable() })
  if (!(await claim(renewal, row, entry))) return undefined
  let [tokens, refused]: [RenewedTokens?, Revocable?] = []
  const onRefused = (received: Revocable) => {
    refused = received
  }
  try {
    const { session } = entry
    tokens = await exchangeRefreshToken(renewal.wire, {
      ...vault.owner,
      audiences: renewal.config.audiences,
      session,
      refreshToken,
      keys,
      audience,
      onRefused,
    })
  } catch (error) {
    // It throws nothing else.
    return fail(renewal, entry, { error: error as AuthError, refused })
  }
  const renewed = await keep(renewal, entry, tokens)
  // What else came is kept, the refresh token above all; there is nothing to call an API with.
  return renewed && !tokens.grant ? fail(renewal, renewed.entry, { error: toUnavailable() }) : renewed
}

/**
 * Writes the intent before anything is sent. One that stands already means that an answer may have been lost with the tab
 * that waited for it: the old refresh token is replayed once, within 30 s, because more would trip reuse detection.
 * A failure that was seen takes its intent away: the token may be sent again after a pause, and only the provider ends
 * the session then, because a fault that passes never may.
 */
async function claim(renewal: Renewal, { intent }: VaultRow, entry: SessionEntry): Promise<boolean> {
  const { platform, vault } = renewal
  const { wall } = platform.now()
  const { since, replays } = intent ?? { since: wall, replays: -1 }
  // Without locks a young intent is another tab at work, as far as anyone can tell.
  if (replays >= 0 && !platform.locks && wall - since < LOCK_WAIT_MS) throw toUnavailable()
  if (replays > 0 || wall - since > REPLAY_WINDOW_MS) {
    await fail(renewal, entry, { error: toAuthError('refresh-lost', 'The answer to a renewal was lost') })
    return false
  }
  let isTaken = false
  const isOurs = await changeEntry(vault, entry, (row) => {
    // Compared and set in one transaction: without locks it is the lease.
    isTaken = row.intent?.since !== intent?.since || row.intent?.replays !== intent?.replays
    return isTaken ? undefined : { ...row, intent: { since, replays: replays + 1 } }
  })
  if (isTaken) throw toUnavailable()
  return isOurs
}

// Nothing is awaited before the write but the sealing: the old refresh token is spent.
async function keep(renewal: Renewal, entry: SessionEntry, tokens: RenewedTokens): Promise<Renewed> {
  const { platform, vault, audience } = renewal
  const { session: before } = entry
  const fresh: Grant | undefined = tokens.grant && { ...tokens.grant, generation: entry.generation + 1 }
  const session: Session = {
    ...before,
    ...tokens,
    grant: (!audience && fresh) || before.grant,
    grants: audience && fresh ? { ...before.grants, [audience.key]: fresh } : before.grants,
    refreshToken: tokens.refreshToken ?? before.refreshToken,
    claims: tokens.claims ? toRenewedClaims(before.claims, tokens.claims) : before.claims,
  }
  const renewed = await commitRenewal(platform, vault, { entry, session })
  if (renewed) return { phase: 'renewed', entry: renewed }
  // It came too late to be kept.
  takeBack(renewal, before, { ...session, grant: fresh, grants: {} })
  return undefined
}
