import type { Auth, OAuth } from '../auth/auth.js'
import type { User } from '../domain/user.js'

/** A client of any user and of any APIs, or one with `openid: false`. */
export type AnyAuth = Auth<unknown, never> | OAuth<never>

/** The app's own client, where it has told its type as `auth` in the `Register` of the door that it uses. */
export type RegisteredAuth<Register, Otherwise = Auth<User>> = Register extends {
  readonly auth: infer App extends AnyAuth
}
  ? App
  : Otherwise

/** A client as an app hands it to a door: without a registered type, of any APIs. */
export type GivenAuth<Register> = RegisteredAuth<Register, Auth<User, never>>

/** What an app may require of its user, in addition to being there. */
export type RequirementsOf<App extends AnyAuth> = Pick<
  NonNullable<Parameters<App['requireUser']>[0]>,
  'apis' | 'maxAge' | 'acrValues'
>

/** The user of a client. */
export type UserOf<App extends AnyAuth> = Awaited<ReturnType<App['requireUser']>>

/** One `state` with its two most asked-for members beside it, so that `status` still tells what `user` is. */
export type Told<State> = State extends { readonly status: infer Status; readonly user?: infer Profile }
  ? { readonly status: Status; readonly user: Profile; readonly state: State }
  : never
