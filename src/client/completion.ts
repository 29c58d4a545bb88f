import { AuthError, isAuthError } from '../domain/errors.js'
import { type Arrival, takeArrival, toReturnTo } from './arrival.js'
import type { Context } from './context.js'
import { renewalsOf } from './renewals.js'

/**
 * Completes a redirect once. Whatever fails, a session that stands survives it, and the code is not used again.
 * `version` is the presence's when the return was found.
 *
 * @throws {AuthError} what `completeSignIn` throws; storage-blocked
 */
export async function completeReturn(context: Context, arrival: Arrival, version: number): Promise<void> {
  const { presence } = context
  renewalsOf(context)
  try {
    const { completeSignIn } = await context.flows()
    const { held, returnTo } = await completeSignIn(context, arrival)
    place(context, arrival, returnTo)
    // A sign-out here since then: the vault says what stands, not what was just received.
    if (presence.version === version) presence.adopt(held, 'sign-in')
    context.tellTabs()
  } catch (error) {
    throw isAuthError(error) ? error : new AuthError('storage-blocked', 'The browser lost the sign-in')
  }
}

function place({ platform: { page }, config, seams, report }: Context, arrival: Arrival, returnTo: string): void {
  const address = page && toReturnTo(page, returnTo)
  if (!page || !address) return
  if (seams.onReturn) {
    seams.onReturn(address)
  } else if (takeArrival(page, config.mark)) {
    // A router that had read the address before us has put it back.
    report('callback-reappeared')
    page.replace(address)
  } else if (!arrival.isPlaced) {
    page.replace(address)
    page.announceReplace()
  }
}
