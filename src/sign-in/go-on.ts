import type { Context } from '../client/context.js'
import { hasIdentity, isSameUser, type Session } from '../domain/session.js'
import { commitSignIn, type SignedIn } from '../session/commit.js'

// Of the time that a return may take.
const LOCK_WAIT_MS = 10_000

/**
 * Writes a session that goes on with the one that stands, and keeps its refresh token: many providers give none where nobody consents
 * anew. Only the same user's, bound to the same key, and under the lock of all renewals, which would spend it. `undefined` where
 * there is nothing to keep, or what stands has changed.
 */
export async function goOn(
  { platform, vault }: Context,
  epoch: string,
  session: Session,
): Promise<SignedIn | undefined> {
  const findKept = async () => {
    const { entry } = await vault.load()
    const before = entry?.session
    const isOurs =
      before && hasIdentity(before) && isSameUser(before, session) && before.proofKey?.jkt === session.proofKey?.jkt
    return isOurs && before.refreshToken ? entry : undefined
  }
  const work = async () => {
    const follows = await findKept()
    if (!follows) return undefined
    const { refreshToken, claims } = follows.session
    // What it brings may repeat the nonce of the sign-in that it came with (OpenID Connect Core 1.0, section 12.2).
    const kept = { ...session, refreshToken, claims: { ...session.claims, nonce: claims['nonce'] } }
    return commitSignIn(platform, vault, { epoch, session: kept, follows })
  }
  if (!(await findKept())) return undefined
  if (!platform.locks) return work()
  const controller = new AbortController()
  const stop = platform.after(LOCK_WAIT_MS, () => controller.abort())
  return platform.locks
    .request(`latchkey ${vault.key}`, { signal: controller.signal }, () => {
      stop()
      return work()
    })
    .catch((failure) => {
      // A holder that does not come to an end may have spent it.
      if (controller.signal.aborted) return undefined
      throw failure
    })
    .finally(stop)
}
