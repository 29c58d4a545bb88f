import type { Context } from '../client/context.js'
import { isAuthError } from '../domain/errors.js'
import { isUsable, type SessionEntry } from '../domain/session.js'
import { revoke } from '../protocol/revocation.js'
import { toUnavailable } from '../protocol/token-errors.js'
import type { Contents } from '../session/vault.js'
import { toSilenceNote } from './completion.js'
import { signInOf } from './sign-in.js'

/** As long as a renewal waits for another one: a holder that is frozen must not keep others waiting for ever. */
const LOCK_WAIT_MS = 25_000

/**
 * Renews a session without a refresh token by a sign-in without the user: once, whatever tab asks, under the lock of all renewals.
 * `adopted`: another tab was faster, or somebody has signed in or out meanwhile, and the vault was read. `undefined` when the provider
 * wants to see the user, or shows itself in no frame; remembered for the tab.
 *
 * @throws {AuthError} refresh-unavailable: the user is at a sign-in of their own, which is not taken from them
 */
export async function signInSilently(
  context: Context,
  stale: SessionEntry,
): Promise<'renewed' | 'adopted' | undefined> {
  const { platform, vault, current } = context
  const { generation } = stale.session.grant
  const work = async () => {
    stop()
    const { entry } = await vault.load().catch((): Contents => ({ entry: stale }))
    const isNews = entry?.id !== stale.id || entry.session.grant.generation > generation
    if (isNews && (!entry || isUsable(entry.session.grant, platform.now()))) {
      await current.reload()
      return 'adopted'
    }
    return (await signInUnseen(context)) ? 'renewed' : undefined
  }
  const controller = new AbortController()
  const stop = platform.after(LOCK_WAIT_MS, () => controller.abort())
  if (!platform.locks || !mayBeAsked(context)) return work()
  return platform.locks
    .request(`latchkey ${vault.key}`, { signal: controller.signal }, work)
    .catch((failure) => {
      if (!controller.signal.aborted) throw failure
      return work()
    })
    .finally(stop)
}

const mayBeAsked = ({ platform: { page }, config }: Context): boolean => !!page && !page.noted(toSilenceNote(config))

/** Signs in without the user, if the provider knows them. */
async function signInUnseen(context: Context): Promise<boolean> {
  const { page } = context.platform
  if (context.signIn?.isBusy()) throw toUnavailable()
  if (!page || !mayBeAsked(context)) return false
  try {
    await signInOf(context).signIn({ mode: 'silent' })
    return true
  } catch (error) {
    // Said in its own event. Not tried again until somebody has signed in; by the next client, where this one was disposed of, or
    // by the page around a stranger's frame, where a browser has the same notes for both.
    const isEmbedded = isAuthError(error) && error.code === 'sign-in-embedded'
    if (context.stops && !isEmbedded) page.note(toSilenceNote(context.config), 'no')
    return false
  }
}

/** Restores a session of which nothing was stored, unless somebody has signed out. */
export async function restoreSilently(context: Context): Promise<void> {
  const { row } = await context.vault.load()
  if (!row?.ended) await signInUnseen(context)
}

/** Ends a session whose user the provider no longer knows here: somebody else is signed in there. */
export async function giveUp({ config, wire, vault }: Context, { id, session }: SessionEntry): Promise<void> {
  // As it is in the vault: another tab may have renewed it.
  const { entry } = await vault.peek().catch((): { entry?: SessionEntry } => ({}))
  await vault.end('expired', id)
  revoke(wire, config, entry?.id === id ? entry.session : session)
}
