import type { Context } from '../client/context.js'
import type { SessionEntry } from '../domain/session.js'
import { revoke } from '../protocol/revocation.js'
import { toUnavailable } from '../protocol/token-errors.js'
import { toSilenceNote } from './completion.js'
import { signInOf } from './sign-in.js'

/**
 * Signs in without the user. `false` when the provider wants to see them, or shows itself in no frame; remembered for the tab.
 *
 * @throws {AuthError} refresh-unavailable: the user is at a sign-in of their own, which is not taken from them
 */
export async function signInSilently(context: Context): Promise<boolean> {
  const { page } = context.platform
  if (context.signIn?.isBusy()) throw toUnavailable()
  if (!page || page.noted(toSilenceNote(context.config))) return false
  try {
    await signInOf(context).signIn({ mode: 'silent' })
    return true
  } catch {
    // Said in its own event. Not tried again until somebody has signed in; by the next client, where this one was disposed of.
    if (context.stops) page.note(toSilenceNote(context.config), 'no')
    return false
  }
}

/** Restores a session of which nothing was stored, unless somebody has signed out. */
export async function restoreSilently(context: Context): Promise<void> {
  const { row } = await context.vault.load()
  if (!row?.ended) await signInSilently(context)
}

/** Ends a session whose user the provider no longer knows here: somebody else is signed in there. */
export async function giveUp({ config, wire, vault }: Context, { id, session }: SessionEntry): Promise<void> {
  // As it is in the vault: another tab may have renewed it.
  const { entry } = await vault.peek().catch((): { entry?: SessionEntry } => ({}))
  await vault.end('expired', id)
  revoke(wire, config, entry?.id === id ? entry.session : session)
}
