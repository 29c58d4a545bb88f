import { toAcr, toSafeAcr } from '../domain/challenge.js'
import { AuthError } from '../domain/errors.js'
import type { Held } from '../domain/session.js'
import type { User } from '../domain/user.js'
import type { Popup } from '../platform/platform.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Ignored } from './auth.js'
import { challengeOf, isBadToken, noteAnswer } from './challenge-of.js'
import { type Context, loaded } from './context.js'
import { toGiven } from './given.js'
import type { HeadersForOptions, Pinned } from './headers-for.js'
import type { Inspection } from './inspect.js'
import type { RequireUserOptions, SignInOptions } from './options.js'
import { renewalsOf } from './renewals.js'
import { freshen } from './replay.js'
import { signInOf } from './sign-in.js'
import { userInfo as userInfoWith } from './user-info.js'
import { findApi, isAskedFor } from './wish.js'

const requiring = () => loaded(import('./require-user.js'))

const reading = { findApi, toAcr, toSafeAcr }

// The members of an `Auth` that need the protocol. What few apps use comes in a chunk of its own.

export async function signIn(
  context: Context,
  given: SignInOptions | Ignored | undefined,
  popup: Popup | undefined,
): Promise<User> {
  const names =
    'mode returnTo apis scopes prompt loginHint uiLocales acrValues claims authorizationDetails maxAge challenge params signal'
  try {
    const { challenge, ...options } = toGiven<SignInOptions>(given, names)
    if (!challenge) return await signInOf(context).signIn(options, popup)
    const { noteStart, toDemand } = await requiring()
    const demand = toDemand(context, challenge, reading)
    // What an API asks for again and again is not had by asking the user again and again.
    noteStart(context)
    return await signInOf(context).signIn({ ...options, demand }, popup)
  } catch (error) {
    popup?.close()
    throw error
  }
}

export async function requireUser(context: Context, given: RequireUserOptions | undefined): Promise<User> {
  const means = { ...signInOf(context), ...reading, isAskedFor }
  return (await requiring()).requireUser(context, given, means)
}

/** A sign-in that a third party starts. What it fails with is told in the state and the events. */
export async function initiateLogin(context: Context): Promise<void> {
  const [{ initiate }, { noteStart }] = await Promise.all([loaded(import('./initiate.js')), requiring()])
  return initiate(context, { ...signInOf(context), noteStart })
}

export async function userInfo(context: Context, caller: Held | undefined): Promise<UserInfo> {
  await context.presence.settled()
  return userInfoWith(context, { ...renewalsOf(context), caller }).catch((error) => {
    throw error instanceof AuthError ? context.report(error) : error
  })
}

export async function headersFor(
  context: Context,
  url: string | URL,
  options: Pinned<HeadersForOptions>,
): Promise<Headers> {
  const means = { freshen, challengeOf, isBadToken, noteAnswer }
  return (await loaded(import('./headers-for.js'))).headersFor(context, url, { ...options, means })
}

export async function inspect(context: Context): Promise<Inspection> {
  return (await loaded(import('./inspect.js'))).inspect(context)
}
