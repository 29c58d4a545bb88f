import { AuthError } from '../domain/errors.js'
import type { User } from '../domain/user.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Ignored } from './auth.js'
import type { Context } from './context.js'
import { toGiven } from './given.js'
import { type Inspection, inspect as inspectWith } from './inspect.js'
import type { RequireUserOptions, SignInOptions } from './options.js'
import { renewalsOf } from './renewals.js'
import { requireUser as requireUserWith } from './require-user.js'
import { createSignIn, type SignIn } from './sign-in.js'
import { userInfo as userInfoWith } from './user-info.js'

// The members of an `Auth` that need the protocol, each with what it keeps from one call to the next.

const SIGN_IN = 'mode returnTo scopes prompt loginHint uiLocales acrValues maxAge params signal'
const REQUIRE_USER = 'returnTo redirect maxAge acrValues signal'

const salts = new WeakMap<Context, string>()

export async function signIn(context: Context, given: SignInOptions | Ignored | undefined): Promise<never> {
  return signInOf(context).signIn(toGiven<SignInOptions>(given, SIGN_IN))
}

export async function requireUser(context: Context, given: RequireUserOptions | undefined): Promise<User> {
  const options = toGiven<RequireUserOptions>(given, REQUIRE_USER)
  const hasActed = () => context.presence.hasActed
  return requireUserWith(context, options, { ...signInOf(context), hasActed })
}

export async function userInfo(context: Context): Promise<UserInfo> {
  await context.presence.settled()
  return userInfoWith(context, renewalsOf(context)).catch((error) => {
    throw error instanceof AuthError ? context.report(error) : error
  })
}

export function inspect(context: Context): Promise<Inspection> {
  const salt = salts.get(context) ?? context.platform.random(16)
  salts.set(context, salt)
  return inspectWith(context, salt)
}

function signInOf(context: Context): SignIn {
  context.signIn ??= createSignIn(context)
  return context.signIn
}
