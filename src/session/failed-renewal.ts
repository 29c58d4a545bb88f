import type { Audience } from '../domain/api.js'
import type { AuthError } from '../domain/errors.js'
import { isOtherUser } from '../domain/is-other-user.js'
import type { Session, SessionEntry } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { type Revocable, revoke } from '../protocol/revocation.js'
import type { Wire } from '../protocol/wire.js'
import { changeEntry, endEntry } from './commit.js'
import type { Contents, Vault } from './vault.js'

/** What a renewal needs besides the session. */
export interface Renewal {
  readonly platform: Platform
  readonly vault: Vault
  readonly wire: Wire
  readonly config: {
    /** Whom an ID token may be for besides us. */
    readonly audiences?: readonly string[] | undefined
  }
  /** Whose token is wanted; the sign-in's unless set. */
  readonly audience?: Audience | undefined
}

/** The renewed session and who renewed it; `undefined` when the vault holds another session or none: look again. */
export type Renewed = { readonly phase: 'renewed' | 'adopted'; readonly entry: SessionEntry } | undefined

const LONGEST_PAUSE_MS = 60_000

/** What another tab has made of a session. */
export const toNews = ({ entry }: Contents, stale: SessionEntry): Renewed =>
  entry?.id === stale.id ? { phase: 'adopted', entry } : undefined

/**
 * Has tokens of a session revoked that nobody can use any more; whether the provider agrees changes nothing here. Not while the same user
 * is signed in: with a refresh token many providers end everything that the user has allowed, and that of the session
 * that stands, too. Where nobody was identified it may be the same.
 */
export async function takeBack({ vault, wire }: Renewal, before: Session, tokens: Revocable): Promise<void> {
  // Nobody knows what a store holds that fails: then nothing is revoked.
  const { entry } = await vault.load().catch(() => ({ entry: { session: before } }))
  if (!entry || isOtherUser(entry.session, before)) await revoke(wire, vault.owner, tokens)
}

/** What becomes of a session whose renewal failed: it ends only when the provider says so, else the next renewal has to wait. */
export async function fail(
  renewal: Renewal,
  entry: SessionEntry,
  { error, refused }: { readonly error: AuthError; readonly refused?: Revocable | undefined },
): Promise<Renewed> {
  const { platform, vault } = renewal
  const { session } = entry
  if (error.ends === 'session') {
    const isEnded = await endEntry(vault, entry)
    if (refused) {
      // With the session everything of it has ended, but what the provider has taken away by giving a new one.
      const refreshToken = refused.refreshToken ?? session.refreshToken
      takeBack(renewal, session, { ...refused, refreshToken, grants: { ...session.grants, '': session.grant } })
    }
    if (isEnded) throw error
    // Another tab has renewed without our lock (a browser without Web Locks): its tokens are the truth.
    return toNews(await vault.load(), entry)
  }
  if (error.code === 'api-not-granted') {
    // The provider has answered: it is there for everything else, and the refresh token is not spent.
    await changeEntry(vault, entry, ({ intent: _, ...row }) => row)
    throw error
  }
  const { retryAfterSeconds } = error.details as AuthError<'refresh-unavailable'>['details']
  const pauseFrom = platform.now().wall
  await changeEntry(vault, entry, ({ intent: _, failures: before = 0, ...row }) => {
    const failures = before + 1
    const pause = retryAfterSeconds ? retryAfterSeconds * 1000 : toPause(platform, failures)
    return { ...row, failures, pauseFrom, pauseUntil: pauseFrom + pause }
  })
  throw error
}

// 1 s, doubling to 60 s; half of it random, so that many browsers do not come back in step.
function toPause({ random }: Platform, failures: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures)
  return (full / 2) * (1 + random(1).charCodeAt(0) / 128)
}
