import { toCallOptions } from '../client/call-options.js'
import { mustBeValid } from '../client/checks.js'
import type { Context } from '../client/context.js'
import type { Ignored, SignOutOptions } from '../client/options.js'

/** `auth.signOut`. Local first: the session is over here when this returns its promise, whatever the network does. */
export async function signOut(context: Context, argument: SignOutOptions | Ignored | undefined): Promise<void> {
  const { current, vault, later, emit, tellTabs, report, platform } = context
  const options = toCallOptions<SignOutOptions>(argument, 'provider returnTo idTokenHint')
  mustBeValid(/^(url|form|none)$/.test(options.idTokenHint ?? 'url'), 'idTokenHint')
  context.signIn?.abort('sign-out')
  const { entry, epoch } = current
  vault.giveUp(epoch, platform.now().wall)
  current.end('signed-out')
  // What is stored may be newer than memory, or not yet in it.
  const stored = vault.peek().catch(() => undefined)
  const written = vault.end('signed-out').catch(() => emit('storage', { problem: 'failed' }))
  // At once, because a store may answer nobody; and when they find it there.
  tellTabs()
  await written
  tellTabs()
  const session = ((await stored)?.entry ?? entry)?.session
  // Without the chunk nothing can be revoked, as offline; the session is over here all the same.
  await later.signIn().then(
    ({ leaveProvider }) => leaveProvider(context, session, options),
    () => void report('revocation-failed'),
  )
}
