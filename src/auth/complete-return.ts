import { renewalsOf } from '../access/renewals.js'
import type { Context } from '../client/context.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isStateOf } from '../domain/state-parameter.js'
import { completeRedirect } from '../sign-in/redirect.js'
import { loadPopup } from './further-loading.js'

/**
 * Completes a return that was found when the current session had that version: a redirect, or one in a popup or frame, which
 * is passed on and never settles.
 */
export async function completeReturn(
  context: Context,
  response: AuthorizationResponse,
  version: number,
): Promise<void> {
  const { clientHash } = context.config
  if (isStateOf(response.state, clientHash, 'p') || isStateOf(response.state, clientHash, 's')) {
    return (await loadPopup()).relay(context, response)
  }
  // Renewals follow the session from its first moment on.
  renewalsOf(context)
  return completeRedirect(context, response, version)
}
