import { renewalsOf } from '../access/renewals.js'
import type { Context } from '../client/context.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isStateOf } from '../domain/state-parameter.js'
import { toUnknownState } from '../session/attempts.js'
import { completeRedirect } from '../sign-in/redirect.js'
import { loadPopup } from './further-loading.js'

/**
 * Completes a return that was found when the current session had that version. One in a popup or frame is handed to the page that
 * waits, and never settles; one of a frame that has taken its window (a provider that leaves frames) is a redirect like any other.
 *
 * @throws {AuthError} callback-unknown-state; what `completeRedirect` throws
 */
export async function completeReturn(
  context: Context,
  response: AuthorizationResponse,
  version: number,
): Promise<void> {
  const { clientHash } = context.config
  const { page } = context.platform
  // No sign-in of ours is begun there: a stranger has started this one, and decides where the window goes next.
  const window = await page?.window()
  if (window?.isEmbedded()) throw toUnknownState()
  const isPopup = isStateOf(response.state, clientHash, 'p')
  if (isPopup || isStateOf(response.state, clientHash, 's')) {
    const { expectOurs, relay } = await loadPopup()
    await expectOurs(context, response)
    if (isPopup || (await window?.relay())?.kind() === 'frame') return relay(context, response)
  }
  // Renewals follow the session from its first moment on.
  renewalsOf(context)
  return completeRedirect(context, response, version)
}
