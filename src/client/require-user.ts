import { AuthError, type ErrorCode } from '../domain/errors.js'
import type { User } from '../domain/user.js'
import type { Context } from './context.js'
import { unlessAborted } from './fetch.js'
import type { RequireUserOptions } from './options.js'
import type { SignIn } from './sign-in.js'

const STARTS_ALLOWED = 3
const STARTS_WITHIN_MS = 30_000

/**
 * `auth.requireUser`, for routers: the user, or a sign-in. After a sign-out it starts none until the user acts, and three
 * automatic starts within 30 s are the most.
 */
export async function requireUser(
  context: Context,
  { redirect = true, ...options }: RequireUserOptions,
  { signIn, hasActed }: SignIn & { readonly hasActed: () => boolean },
): Promise<User> {
  const state = await unlessAborted(context.machine.settled(), options.signal)
  const { user, reason, error } = state
  if (user && isFresh(user, options, context.platform.now().wall / 1000)) return user
  // The last sign-in failed: another one by itself would fail the same way. A session that expired is no failure.
  if (error && reason !== 'expired') throw error
  const isEnded = (reason === 'signed-out' || reason === 'elsewhere') && !hasActed()
  if (!redirect || isEnded) throw new AuthError('sign-in-required', 'Nobody is signed in')
  noteStart(context)
  return signIn(options)
}

function isFresh(
  { auth_time = 0, acr }: User,
  { maxAge = Infinity, acrValues }: RequireUserOptions,
  now: number,
): boolean {
  return auth_time + maxAge >= now && (!acrValues || acrValues.split(' ').includes(`${acr}`))
}

// Kept in the tab's notes, as the first cause and the times of the starts: the page leaves between one and the next.
function noteStart({ platform, config, machine, report }: Context): void {
  const name = `latchkey starts ${config.mark}`
  const now = platform.now().wall
  const notes = platform.page?.notes
  const [cause, ...before] = (notes?.read(name) ?? '').split(' ')
  const starts = before.filter((time) => now - Number(time) < STARTS_WITHIN_MS)
  // Written by us in this tab; anything else there is a tab's own doing, and is shown to that tab alone.
  const first = (starts.length && cause ? cause : machine.state.error?.code) as ErrorCode | undefined
  if (starts.length >= STARTS_ALLOWED)
    throw report(new AuthError('sign-in-loop', 'Signing in starts again and again', { first }))
  notes?.write(name, [first ?? '', ...starts, now].join(' '))
}
