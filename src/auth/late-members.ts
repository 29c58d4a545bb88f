import { challengeOf, isBadToken } from '../access/challenge.js'
import type { HeadersForOptions, Pinned } from '../access/headers-for.js'
import { renewFor } from '../access/refused-request.js'
import { renewalsOf } from '../access/renewals.js'
import { userInfo as userInfoWith } from '../access/user-info.js'
import { toCallOptions } from '../client/call-options.js'
import { type Context, loaded } from '../client/context.js'
import type { RequireUserOptions, SignInOptions } from '../client/options.js'
import { AuthError } from '../domain/errors.js'
import type { SessionEntry } from '../domain/session.js'
import type { User } from '../domain/user.js'
import type { Popup } from '../platform/platform.js'
import type { UserInfo } from '../protocol/user-info.js'
import { signInOf } from '../sign-in/sign-in.js'
import type { Ignored } from './auth.js'
import type { Inspection } from './inspect.js'

const requiring = () => loaded(import('../sign-in/require-user.js'))

// The members of an `Auth` that need the protocol. What few apps use comes in a chunk of its own.

export async function signIn(
  context: Context,
  argument: SignInOptions | Ignored | undefined,
  popup: Popup | undefined,
): Promise<User> {
  const names =
    'mode returnTo apis scopes prompt loginHint uiLocales acrValues claims authorizationDetails maxAge challenge params signal'
  try {
    const options = toCallOptions<SignInOptions>(argument, names)
    // What an API asks for again and again is not had by asking the user again and again.
    if (options.challenge) (await requiring()).noteStart(context)
    return await signInOf(context).signIn(options, popup)
  } catch (error) {
    popup?.close()
    throw error
  }
}

export async function requireUser(context: Context, argument: RequireUserOptions | undefined): Promise<User> {
  return (await requiring()).requireUser(context, argument)
}

/** A sign-in that a third party starts. What it fails with is told in the state and the events. */
export async function initiateLogin(context: Context): Promise<void> {
  const [{ initiateLogin }, { noteStart }] = await Promise.all([
    loaded(import('../sign-in/third-party-initiated-login.js')),
    requiring(),
  ])
  return initiateLogin(context, { ...signInOf(context), noteStart })
}

export async function userInfo(context: Context, caller: SessionEntry | undefined): Promise<UserInfo> {
  await context.current.settled()
  return userInfoWith(context, { ...renewalsOf(context), caller }).catch((error) => {
    throw error instanceof AuthError ? context.report(error) : error
  })
}

export async function headersFor(
  context: Context,
  url: string | URL,
  options: Pinned<HeadersForOptions>,
): Promise<Headers> {
  const means = { renewFor, challengeOf, isBadToken }
  return (await loaded(import('../access/headers-for.js'))).headersFor(context, url, { ...options, means })
}

export async function inspect(context: Context): Promise<Inspection> {
  return (await loaded(import('./inspect.js'))).inspect(context)
}
