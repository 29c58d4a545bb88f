import { AuthError, type ErrorCode, isAuthError } from '../domain/errors.js'
import type { User } from '../domain/user.js'
import { refuseUnknown } from './config.js'
import type { Context } from './context.js'
import { unlessAborted } from './fetch.js'
import type { RequireUserOptions } from './options.js'
import type { SignIn } from './sign-in.js'

const STARTS_ALLOWED = 3
const STARTS_WITHIN_MS = 30_000

interface Starts {
  readonly at: readonly number[]
  readonly first: ErrorCode | undefined
}

/**
 * `auth.requireUser`, for routers: the user, or a sign-in. After a sign-out it starts none until the user acts, and three
 * automatic starts within 30 s are the most.
 */
export function createRequireUser(context: Context, { signIn }: SignIn, hasActed: () => boolean) {
  const { machine, platform } = context
  return async (options: RequireUserOptions = {}): Promise<User> => {
    refuseUnknown(options, ['returnTo', 'redirect', 'maxAge', 'acrValues', 'signal'], 'option of requireUser')
    const { redirect = true, signal, maxAge, ...rest } = options
    const state = await unlessAborted(machine.settled(), signal)
    if (state.status === 'signed-in' && isFresh(state.user, options, platform.now().wall)) return state.user
    if (state.status === 'signed-out' && state.reason === 'failed' && state.error) throw state.error
    const isEnded = state.status === 'signed-out' && state.reason === 'signed-out' && !hasActed()
    if (!redirect || isEnded) throw new AuthError('sign-in-required', 'Nobody is signed in')
    noteStart(context)
    return signIn({ ...rest, ...(maxAge !== undefined && { maxAge }), ...(signal && { signal }) })
  }
}

function isFresh({ auth_time, acr }: User, { maxAge, acrValues }: RequireUserOptions, now: number): boolean {
  const isRecent = maxAge === undefined || (auth_time !== undefined && auth_time + maxAge >= now / 1000)
  return isRecent && (acrValues === undefined || (acr !== undefined && acrValues.split(' ').includes(acr)))
}

// Kept in the tab's notes: the page leaves between one start and the next.
function noteStart({ platform, config, machine }: Context): void {
  const notes = platform.page?.notes
  const name = `latchkey starts ${config.mark}`
  const now = platform.now().wall
  const before = toStarts(notes?.read(name))
  const at = before.at.filter((time) => now - time < STARTS_WITHIN_MS)
  const first = before.first ?? (isAuthError(machine.state.error) ? machine.state.error.code : undefined)
  if (at.length >= STARTS_ALLOWED) {
    throw new AuthError('sign-in-loop', 'Signing in starts again and again', { first })
  }
  notes?.write(name, JSON.stringify({ at: [...at, now], first: at.length ? first : undefined }))
}

function toStarts(text: string | undefined): Starts {
  try {
    const value = JSON.parse(text ?? '') as Partial<Starts>
    if (Array.isArray(value.at)) return { at: value.at.filter((time) => typeof time === 'number'), first: value.first }
  } catch {
    // Nothing noted, or nothing of ours.
  }
  return { at: [], first: undefined }
}
