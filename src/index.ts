/**
 * The core: `createAuth`, which makes the client of one provider, and the types of all that it takes and gives. Importing it does
 * nothing, in a browser as on a server.
 *
 * @module
 */
import type { Auth, OAuth } from './auth/auth.js'
import { findOrCreate } from './auth/instances.js'
import type { AuthOptions } from './client/options.js'
import { DEVELOPMENT } from './development/development.js'
import type { User } from './domain/user.js'

/**
 * Creates the client of one provider: the one object an app needs for sign-in and for calling its APIs. Synchronous, and
 * asks nothing of the network by itself. In a browser it takes a redirect back off the address bar and completes it, or
 * restores the session; on a server it does nothing. A second call with equal options joins the first. `openid` set to
 * `false` gives an `OAuth`, which says of nobody who they are.
 *
 * ```ts
 * export const auth = createAuth({
 *   issuer: 'https://id.example.com',
 *   clientId: 'todo-spa',
 *   apis: { calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.write'] } },
 * })
 * ```
 *
 * @throws {TypeError} for a missing, unknown or unsafe option; in the development build with what to write instead
 */
export function createAuth<ApiName extends string = never, Profile = User, OpenId extends boolean = true>(
  options: AuthOptions<ApiName, Profile> & { readonly openid?: OpenId | undefined },
): [OpenId] extends [false] ? OAuth<ApiName> : Auth<Profile, ApiName>
export function createAuth(options: AuthOptions): unknown {
  // Inside, a client is the same for every type of user and names of APIs: the options decide both.
  return findOrCreate(options as AuthOptions<string, unknown>, DEVELOPMENT)
}

export type { HeadersForOptions } from './access/headers-for.js'
export type { Auth, OAuth } from './auth/auth.js'
export type { IdTokenInspection, Inspection, TokenInspection } from './auth/inspect.js'
export type { AuthEventListener } from './client/emitter.js'
export type {
  ApiOptions,
  AuthOptions,
  RequireUserOptions,
  SignInOptions,
  SignOutOptions,
} from './client/options.js'
export type {
  AuthorizationState,
  AuthState,
  PendingState,
  Scopes,
  SignedOutReason,
  SignedOutState,
} from './domain/auth-state.js'
export type { Challenge, RefusedResponse } from './domain/challenge.js'
export type { AnyAuthError, Ends, ErrorCode, ErrorDetails, ProviderAnswer, Retry } from './domain/errors.js'
export { AuthError, isAuthError } from './domain/errors.js'
export type { AuthEvent, AuthEvents, AuthEventType, ProblemCode } from './domain/events.js'
export type { ProviderMetadata } from './domain/provider.js'
export type { StandardSchema } from './domain/schema.js'
export type { AuthorizationDetail } from './domain/session.js'
export type { Address, User } from './domain/user.js'
export type { UserInfo } from './protocol/user-info.js'
