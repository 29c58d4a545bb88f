import { toCallOptions } from '../client/call-options.js'
import { must } from '../client/checks.js'
import type { Context } from '../client/context.js'
import type { Ignored, SignOutOptions } from '../client/options.js'

/** `auth.signOut`. Local first: the session is over here when this returns its promise, whatever the network does. */
export async function signOut(context: Context, argument: SignOutOptions | Ignored | undefined): Promise<void> {
  const { current, vault, later, emit, tellTabs, report, platform } = context
  const options = toCallOptions<SignOutOptions>(argument, 'provider returnTo idTokenHint')
  must(/^(url|form|none)$/.test(options.idTokenHint ?? 'url'), "idTokenHint must be 'url', 'form' or 'none'")
  context.signIn?.abort()
  const { entry, epoch } = current
  const { wall } = platform.now()
  if (epoch) vault.giveUp(epoch)
  current.signedOutAt = wall
  current.end('signed-out')
  // What is stored may be newer than memory, or not yet in it.
  const stored = vault.peek().catch(() => undefined)
  const isWritten = await vault.end('signed-out').then(
    () => true,
    () => emit('storage', { problem: 'failed' }),
  )
  tellTabs()
  const contents = await stored
  const found = contents?.entry ?? entry
  if (contents?.row && !isWritten) vault.giveUp(contents.row.epoch)
  // Otherwise what is found there next, and is from before, is what was signed out of.
  if (contents && current.signedOutAt === wall) current.signedOutAt = undefined
  const session = found?.session
  // Without the chunk nothing can be revoked, as offline; the session is over here all the same.
  await later.signIn().then(
    ({ leaveProvider }) => leaveProvider(context, session, options),
    () => void report('revocation-failed'),
  )
}
