import type { RequireUserOptions } from '../client/options.js'
import type { AnyAuth, RequirementsOf, UserOf } from './registered-auth.js'
import { isSignInRequired } from './sign-in-required.js'

/** What a guard requires, and where it sends whom it must not ask. */
export interface GuardOptions<App extends AnyAuth = AnyAuth> extends RequirementsOf<App> {
  /**
   * Where to go when nobody is signed in and nobody may be asked, as after a sign-out until the user acts. Unless set the guard
   * fails with `sign-in-required` then.
   */
  readonly signedOut?: string | undefined
}

/**
 * The user for a guard. When nobody may be asked, what `elsewhere` gives is thrown: the router's own redirect.
 *
 * @throws {AuthError} as `auth.requireUser`
 */
export async function guardedUser<App extends AnyAuth>(
  auth: App,
  required: RequireUserOptions,
  elsewhere: (() => unknown) | undefined,
): Promise<UserOf<App>> {
  try {
    // Which APIs it has and which user it is, the type of the client says.
    return (await (auth as unknown as Requiring).requireUser(required)) as UserOf<App>
  } catch (error) {
    throw elsewhere && isSignInRequired(error) ? elsewhere() : error
  }
}

/** What a guard uses of a client, whatever its type. */
export interface Requiring {
  readonly requireUser: (options: RequireUserOptions) => Promise<unknown>
}
