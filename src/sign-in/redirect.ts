import type { Context } from '../client/context.js'
import { guard } from '../client/emitter.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { type AnyAuthError, isAuthError } from '../domain/errors.js'
import { isSameUser } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { StoreError } from '../platform/platform.js'
import { askedAgain } from './attempt.js'
import { takeAuthorizationResponse, toReturnTo } from './authorization-response.js'
import { completeSignIn } from './completion.js'

/**
 * Completes a redirect once. Whatever fails, a session that stands survives it, and the code is not used again.
 * `version` is the current session's when the return was found.
 *
 * @throws {AuthError} what `completeSignIn` throws; storage-blocked; token-invalid
 */
export async function completeRedirect(
  context: Context,
  response: AuthorizationResponse,
  version: number,
): Promise<void> {
  const { current, vault, emit, seams } = context
  const before = vault.load().catch(() => undefined)
  try {
    const { entry, returnTo } = await completeSignIn(context, response)
    // The address is another client's after `dispose`, as the session is.
    if (context.stops) place(context, response, returnTo)
    // A sign-out here since then: the vault says what stands, not what was just received.
    if (current.version === version) {
      const session = (await before)?.entry?.session
      if (session && !isSameUser(session, entry.session)) emit('user-changed', { by: 'sign-in' })
      current.adopt(entry, 'sign-in')
    }
    context.tellTabs()
  } catch (error) {
    if (askedAgain.has(Object(error))) {
      const { loadOddReturn } = await context.later.signIn()
      await loadOddReturn().then(
        ({ leaveAgain }) => leaveAgain(context, error),
        () => undefined,
      )
    }
    const failure = toFailure(error)
    // A sign-in that failed leads back as well: the page that it was started on shows why.
    if (context.stops && response.place && seams.onReturn) guard(seams.onReturn, response.place)
    // Signed out here meanwhile: as wanted, and no failure.
    if (failure.code !== 'signed-out-meanwhile' || current.version === version) throw failure
  }
}

function toFailure(error: unknown): AnyAuthError {
  if (isAuthError(error)) return error
  // What else can fail is the reading of what was received: claims nested deeper than any stack, say.
  return error instanceof StoreError
    ? toAuthError('storage-blocked', 'The browser lost the sign-in')
    : toAuthError('token-invalid', 'The token response is not usable', { why: 'unreadable' })
}

function place(
  { platform: { page }, config, seams, report }: Context,
  response: AuthorizationResponse,
  returnTo: string,
): void {
  const address = page && toReturnTo(page, returnTo)
  if (!page || !address) return
  // A router that had read the address before us has put it back.
  const isBack = takeAuthorizationResponse(page, config.clientHash)
  if (isBack) report('callback-reappeared')
  if (seams.onReturn) {
    guard(seams.onReturn, address)
  } else if (isBack) {
    page.replace(address)
  } else if (!response.isPlaced) {
    page.replace(address)
    page.announceReplace()
  }
}
