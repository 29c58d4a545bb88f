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

interface Kept {
  readonly signIn: SignIn
  readonly salt: string
}

const known = new WeakMap<Context, Kept>()

export async function signIn(context: Context, given: SignInOptions | Ignored | undefined): Promise<never> {
  return keptOf(context).signIn.signIn(toGiven<SignInOptions>(given, SIGN_IN))
}

export async function requireUser(context: Context, given: RequireUserOptions | undefined): Promise<User> {
  const options = toGiven<RequireUserOptions>(given, REQUIRE_USER)
  const hasActed = () => context.presence.hasActed
  return requireUserWith(context, options, { ...keptOf(context).signIn, hasActed })
}

export async function userInfo(context: Context): Promise<UserInfo> {
  await context.presence.settled()
  return userInfoWith(context, renewalsOf(context))
}

export function inspect(context: Context): Promise<Inspection> {
  return inspectWith(context, keptOf(context).salt)
}

function keptOf(context: Context): Kept {
  const { platform, stops } = context
  const found = known.get(context)
  if (found) return found
  const kept: Kept = { signIn: createSignIn(context), salt: platform.random(16) }
  known.set(context, kept)
  if (platform.page) stops?.push(platform.page.on('restored', kept.signIn.drop))
  return kept
}
