import { AuthError } from '../domain/errors.js'
import type { User } from '../domain/user.js'
import type { Popup } from '../platform/platform.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Ignored } from './auth.js'
import { type Context, loaded } from './context.js'
import { toGiven } from './given.js'
import type { Inspection } from './inspect.js'
import type { RequireUserOptions, SignInOptions } from './options.js'
import { renewalsOf } from './renewals.js'
import { signInOf } from './sign-in.js'
import { userInfo as userInfoWith } from './user-info.js'

// The members of an `Auth` that need the protocol. What few apps use comes in a chunk of its own.

export async function signIn(
  context: Context,
  given: SignInOptions | Ignored | undefined,
  popup: Popup | undefined,
): Promise<User> {
  const names =
    'mode returnTo scopes prompt loginHint uiLocales acrValues claims authorizationDetails maxAge params signal'
  try {
    return await signInOf(context).signIn(toGiven<SignInOptions>(given, names), popup)
  } catch (error) {
    popup?.close()
    throw error
  }
}

export async function requireUser(context: Context, given: RequireUserOptions | undefined): Promise<User> {
  return (await loaded(import('./require-user.js'))).requireUser(context, given, signInOf(context))
}

export async function userInfo(context: Context): Promise<UserInfo> {
  await context.presence.settled()
  return userInfoWith(context, renewalsOf(context)).catch((error) => {
    throw error instanceof AuthError ? context.report(error) : error
  })
}

export async function inspect(context: Context): Promise<Inspection> {
  return (await loaded(import('./inspect.js'))).inspect(context)
}
