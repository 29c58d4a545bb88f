import { toCallOptions } from '../client/call-options.js'
import type { Context } from '../client/context.js'
import type { RequireUserOptions } from '../client/options.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { toAcr } from '../domain/challenge.js'
import { AuthError, type ErrorCode, toSignInRequired } from '../domain/errors.js'
import { isAskedFor } from '../domain/scope.js'
import type { Claims, User } from '../domain/user.js'
import type { LinkAhead } from '../platform/platform.js'
import { findApi } from './authorization-request.js'
import { toReturnTo } from './authorization-response.js'
import { toDemand } from './demand.js'
import { signInOf } from './sign-in.js'

const TOLERANCE_SECONDS = 60
// Routers wait 20 to 150 ms before they load ahead.
const JUST_MS = 500
const STARTS_ALLOWED = 3
const STARTS_WITHIN_MS = 30_000

/**
 * `auth.requireUser`, for routers: the user, or a sign-in. After a sign-out it starts none until the user acts, and three
 * automatic starts within 30 s are the most.
 */
export async function requireUser(
  context: Context,
  argument: RequireUserOptions | undefined,
  ahead: LinkAhead | undefined,
): Promise<User> {
  const names = 'returnTo redirect maxAge acrValues apis signal'
  const { redirect = true, ...options } = toCallOptions<RequireUserOptions>(argument, names)
  const { current, config } = context
  const state = await unlessAborted(current.settled(), options.signal)
  const { user, reason, error } = state
  const { apis = [], acrValues, maxAge } = options
  const session = current.entry?.session
  const asked = session?.scope ?? ''
  const isEnough = apis.every((name) => isAskedFor(findApi(config, name), asked))
  // With `openid: false` there is nobody to give: the type of that `Auth` says so.
  if (state.status === 'authorized' && isEnough) return user as unknown as User
  // By the claims, and not by what the app's schema made of them; on the provider's clock.
  const { acr, auth_time = 0 }: Partial<Claims> = session?.claims ?? {}
  const now = context.platform.now().wall / 1000 + (session?.clockOffset ?? 0)
  const isReached = !acrValues || toAcr(acrValues).some((value) => value === acr)
  // As the answer is judged: who has just come back from the provider has proved themselves now.
  const isFresh = maxAge === undefined || Number(auth_time) + maxAge + TOLERANCE_SECONDS >= now
  if (user && isEnough && isReached && isFresh) return user
  // The last sign-in failed: another one by itself would fail the same way. A session that expired is no failure.
  if (error && reason !== 'expired' && !signInOf(context).isOfStart(error)) throw error
  const isEnded = (reason === 'signed-out' || reason === 'elsewhere') && !current.hasActed
  if (!redirect || isEnded || isPreload(context, ahead, options.returnTo)) throw toSignInRequired()
  await noteStart(context)
  // Of what is required the answer must be worth: a weaker one is an error, not another round.
  const demand = toDemand(context, { error: 'insufficient_user_authentication', acrValues, maxAge })
  return signInOf(context).signIn({ ...options, demand })
}

/**
 * Whether a router asks ahead, for a link that the pointer or the focus has reached and nobody has pressed: that is no wish to
 * sign in, and it asks again when somebody presses. Where it does not say what it asks for, the link must have been reached just now.
 */
function isPreload(
  { platform: { page } }: Context,
  ahead: LinkAhead | undefined,
  returnTo: string | undefined,
): boolean {
  if (!page || !ahead || ahead.href === page.url().href) return false
  return returnTo === undefined ? ahead.reachedMs < JUST_MS : ahead.href === toReturnTo(page, returnTo)
}

/**
 * Counts a sign-in that starts by itself, and refuses the fourth within 30 s. Kept in the tab's notes, as the first cause and
 * the times of the starts: the page leaves between one and the next. A page in a stranger's frame starts none; where the browser
 * keeps one set of notes for a tab and all frames in it, the stranger would use up those of the page around.
 *
 * @throws {AuthError} sign-in-loop
 */
export async function noteStart(context: Context): Promise<void> {
  const { platform, config, current, report } = context
  const { page } = platform
  const window = await page?.window()
  // None starts after `dispose`: it would count against those of the next client.
  if (!context.stops || window?.isEmbedded()) return
  const name = `latchkey starts ${config.clientHash}`
  const now = platform.now().wall
  const [cause, ...before] = (page?.noted(name) ?? '').split(' ')
  const starts = before.filter((time) => now - Number(time) < STARTS_WITHIN_MS)
  // Written by us in this tab; anything else there is a tab's own doing, and is shown to that tab alone.
  const first = (starts.length && cause ? cause : current.state.error?.code) as ErrorCode | undefined
  if (starts.length >= STARTS_ALLOWED)
    throw report(new AuthError('sign-in-loop', 'Signing in starts again and again', { first }, ['sign-in', 'never']))
  page?.note(name, [first ?? '', ...starts, now].join(' '))
}

export { toDemand } from './demand.js'
