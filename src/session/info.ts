import { isEqual } from '../domain/auth-state.js'
import type { AuthError } from '../domain/errors.js'
import type { Session, SessionEntry } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { fetchUserInfo, toUserInfoError } from '../protocol/user-info.js'
import type { Wire } from '../protocol/wire.js'
import { changeEntry, toSealedRow } from './commit.js'
import type { Vault } from './vault.js'

/** What asking again takes. */
interface Means {
  readonly platform: Platform
  readonly vault: Vault
  readonly wire: Wire
}

// A call waits for the renewal, and an outage of /userinfo is none of the API's.
const WAIT_MS = 5_000
// The provider was not heard, or not understood for now. Anything else is its word: it says nothing of this user any more.
const PASSES = /unreachable|timeout|redirected|status (200|408|429|5)|-keys|-clock/

/**
 * The claims of `/userinfo` that belong to the user's. How and when the user proved who they are, and to whom, is the ID
 * token's to say.
 *
 * @throws {AuthError} user-info
 */
export async function askForInfo(wire: Wire, clientId: string, session: Session): Promise<Session['info']> {
  const info = await fetchUserInfo(wire, clientId, session)
  if (!info) throw toUserInfoError('status 401')
  const { acr: _, amr: __, auth_time: ___, azp: ____, ...profile } = info
  return profile
}

/**
 * Asks `/userinfo` again after a renewal, where the app wants that: what the provider took away is gone then, whether or not
 * an ID token came. The renewed tokens were written before. `undefined` when the vault holds another session or none by now.
 */
export async function renewInfo(
  { platform, vault, wire }: Means,
  entry: SessionEntry,
): Promise<SessionEntry | undefined> {
  const { session } = entry
  const info = await new Promise<Session['info']>((resolve) => {
    const stop = platform.after(WAIT_MS, () => resolve(session.info))
    askForInfo(wire, vault.owner.clientId, session)
      .catch(({ details }: AuthError<'user-info'>) => (PASSES.test(details.why) ? session.info : {}))
      .then((told) => {
        stop()
        resolve(told)
      })
  })
  try {
    return isEqual(info, session.info)
      ? entry
      : await commitNews(platform, vault, { entry, session: { ...session, info } })
  } catch {
    // A store that fails keeps what it has, and so does an answer that is nested deeper than any stack: the next renewal asks again.
    return entry
  }
}

/**
 * Writes what else was learnt of a session, as the next generation; `undefined` when the row is no longer the one it was learnt of,
 * or a renewal is under way: that one counts on its generation, and its refresh token is spent.
 */
async function commitNews(
  platform: Platform,
  vault: Vault,
  { entry, session }: { entry: SessionEntry; session: Session },
): Promise<SessionEntry | undefined> {
  const changed = { ...entry, generation: entry.generation + 1, session }
  const row = await toSealedRow(platform, vault, changed)
  return (await changeEntry(vault, entry, ({ intent }) => (intent ? undefined : row))) ? changed : undefined
}
