import { type AnyAuthError, isAuthError } from '../domain/errors.js'
import { isMarked } from '../domain/mark.js'
import { isSameUser } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { StoreError } from '../platform/platform.js'
import { toUnknownState } from '../session/attempts.js'
import { type Arrival, takeArrival, toReturnTo } from './arrival.js'
import { type Context, loaded } from './context.js'
import { guard } from './emitter.js'
import { renewalsOf } from './renewals.js'

/**
 * Completes a return once. One in a popup or frame is handed to the page that waits; one of a frame that has taken its window
 * (a provider that leaves frames) is a redirect like any other.
 * Whatever fails, a session that stands survives it, and the code is not used again.
 * `version` is the presence's when the return was found.
 *
 * @throws {AuthError} what `completeSignIn` throws; storage-blocked; token-invalid
 */
export async function completeReturn(context: Context, arrival: Arrival, version: number): Promise<void> {
  const { mark } = context.config
  const { page } = context.platform
  // No sign-in of ours is begun there: a stranger has started this one, and decides where the window goes next.
  if (page?.isEmbedded()) throw toUnknownState()
  const isPopup = isMarked(arrival.state, mark, 'p')
  if (isPopup || isMarked(arrival.state, mark, 's')) {
    const [{ tools }, { expectOurs, relay }] = await Promise.all([context.flows(), loaded(import('./elsewhere.js'))])
    await expectOurs(context, arrival, tools)
    if (isPopup || page?.kind() === 'frame') return relay(context, arrival, tools)
  }
  const { presence, vault, emit } = context
  const before = vault.load().catch(() => undefined)
  renewalsOf(context)
  try {
    const { completeSignIn } = await context.flows()
    const { held, returnTo } = await completeSignIn(context, arrival)
    // The address is another client's after `dispose`, as the session is.
    if (context.stops) place(context, arrival, returnTo)
    // A sign-out here since then: the vault says what stands, not what was just received.
    if (presence.version === version) {
      const session = (await before)?.held?.session
      if (session && !isSameUser(session, held.session)) emit('user-changed', { by: 'sign-in' })
      presence.adopt(held, 'sign-in')
    }
    context.tellTabs()
  } catch (error) {
    const failure = toFailure(error)
    // Signed out here meanwhile: as wanted, and no failure.
    if (failure.code !== 'signed-out-meanwhile' || presence.version === version) throw failure
  }
}

function toFailure(error: unknown): AnyAuthError {
  if (isAuthError(error)) return error
  // What else can fail is the reading of what was received: claims nested deeper than any stack, say.
  return error instanceof StoreError
    ? toAuthError('storage-blocked', 'The browser lost the sign-in')
    : toAuthError('token-invalid', 'The token response is not usable', { why: 'unreadable' })
}

function place({ platform: { page }, config, seams, report }: Context, arrival: Arrival, returnTo: string): void {
  const address = page && toReturnTo(page, returnTo)
  if (!page || !address) return
  if (seams.onReturn) {
    guard(seams.onReturn, address)
  } else if (takeArrival(page, config.mark)) {
    // A router that had read the address before us has put it back.
    report('callback-reappeared')
    page.replace(address)
  } else if (!arrival.isPlaced) {
    page.replace(address)
    page.announceReplace()
  }
}
