import type { Auth } from '../auth/auth.js'
import { toMembers } from '../auth/create-client.js'
import { FETCH_BY, type FetchBy } from '../auth/fetch-by.js'
import { refuseUnknown } from '../client/checks.js'
import { type Context, createContext } from '../client/context.js'
import type { Later } from '../client/later.js'
import type { ApiOptions, RequireUserOptions, SignInOptions, SignOutOptions } from '../client/options.js'
import { toConfig } from '../client/to-config.js'
import type { SignedOutReason } from '../domain/auth-state.js'
import type { AnyAuthError, ErrorCode, ErrorDetails } from '../domain/errors.js'
import type { AuthEvents, AuthEventType } from '../domain/events.js'
import type { User } from '../domain/user.js'
import { createDoublePlatform, toPageAddress } from './double-platform.js'
import { DOUBLE_ISSUER } from './double-session.js'
import { createPresence } from './presence.js'
import { createSentCalls, type Respond, type TestCall } from './sent-calls.js'

/** What a double is made with. Everything may be left out: then nobody is signed in. */
export interface TestAuthOptions<ApiName extends string = string, Profile = User> {
  /**
   * Who is there, by the claims that matter to the test. Over `{ iss: 'https://id.test.invalid', sub: 'ada', name: 'Ada Lovelace' }`;
   * a claim that is `undefined` is left out. Nobody unless set.
   */
  readonly user?: Partial<NoInfer<Profile>> | undefined
  /** `'signed-in'` with a `user`, `'signed-out'` without, unless set. */
  readonly status?: 'pending' | 'signed-out' | 'signed-in' | undefined
  /** The APIs, as `createAuth` has them, with the same checks. None unless set: then no call has a token. */
  readonly apis?: Readonly<Record<ApiName, ApiOptions>> | undefined
  /**
   * What answers every call, instead of the network; gets a `Request` with all that would be sent, and the call as `calls` has it.
   * `200` with `{}` unless set. What it throws is what `fetch` rejects with.
   */
  readonly respond?: Respond<ApiName> | undefined
  /** The error in the state: one by its code, or any. With a user it is of a sign-in that failed over a session that stands. None unless set. */
  readonly error?: ErrorCode | AnyAuthError | undefined
  /** Why nobody is signed in. `'failed'` with an `error`, `'none'` without, unless set. */
  readonly reason?: SignedOutReason | undefined
  /** As the option of `createAuth`: URLs of no declared API are refused. `false` unless set. */
  readonly strict?: boolean | undefined
  /** The address of the page, which relative URLs are resolved against: the document's, else `https://app.example.com/`, unless set. */
  readonly url?: string | undefined
}

/** An `Auth` that a test leads: every member is a closure, as of the real one. */
export interface TestAuth<Profile = User, ApiName extends string = string> extends Auth<Profile, ApiName>, FetchBy {
  /**
   * Makes this the state, before it returns. `'signed-in'` takes claims over those of the options (another `sub` is another user,
   * and passes through `signed-out`) and resolves sign-ins by popup that wait; `'signed-out'` takes why: the `reason` and the `error`.
   */
  readonly set: {
    (status: 'pending'): void
    (status: 'signed-out', why?: { readonly reason?: SignedOutReason; readonly error?: ErrorCode | AnyAuthError }): void
    (status: 'signed-in', claims?: Partial<Profile>): void
  }
  /**
   * Has something fail, by the code: what ends a sign-in (`'discovery-unreachable'`) rejects those under way and is in the state; what
   * ends the session (`'refresh-rejected'`) signs out with the reason `'expired'`; what ends a request (`'refresh-unavailable'`) is
   * what the next call to a declared API rejects with. `details` are those of the code.
   */
  readonly fail: <Code extends ErrorCode>(error: Code | AnyAuthError, details?: ErrorDetails[Code]) => void
  /** Tells the listeners of `on` something; the state stays. */
  readonly emit: <Type extends AuthEventType>(type: Type, fields: AuthEvents[Type]) => void
  /** What was sent, oldest first; what was refused is not there. Emptied by `calls.length = 0`. */
  readonly calls: TestCall<ApiName>[]
  /** What each sign-in was asked with, those of `requireUser` too; `{}` for one without options. */
  readonly signIns: (SignInOptions<ApiName> | RequireUserOptions<ApiName>)[]
  /** The same of `signOut`. */
  readonly signOuts: SignOutOptions[]
}

/**
 * Creates a double of an `Auth` for tests of components: it has its state at once, needs no provider, network, cryptography, storage
 * or timers, and decides about URLs, calls and guards by the code of the real one. Each is on its own.
 *
 * ```ts
 * const auth = createTestAuth({ user: { name: 'Ada' }, apis: { calendar: { url: 'https://calendar.example.com/v1/' } } })
 * await auth.fetch('https://calendar.example.com/v1/events')
 * auth.calls // [{ url: 'https://calendar.example.com/v1/events', method: 'GET', api: 'calendar', token: 'access', body: undefined }]
 * ```
 *
 * @throws {TypeError} for APIs that `createAuth` would refuse
 */
export function createTestAuth<ApiName extends string = never, Profile = User>(
  options: TestAuthOptions<ApiName, Profile> = {},
): TestAuth<Profile, ApiName> {
  refuseUnknown(options, 'user status apis respond error reason strict url', 'option')
  const { user, apis, respond, error, reason, strict, url } = options
  const { status = user ? 'signed-in' : 'signed-out' } = options
  const sent = createSentCalls(() => context, respond as Respond | undefined)
  const platform = createDoublePlatform({
    here: () => new URL(toPageAddress(url)),
    fetch: (input, init) => sent.answer(input, init),
  })
  const [config, seams] = toConfig({ issuer: DOUBLE_ISSUER, clientId: 'test', apis, strict }, platform)
  const presence = createPresence(sent)
  // Where the rooms below load what a double has not, they are given what refuses: `toDoubleParts` says what it is.
  const later = presence.later as Later<Context>
  const context = createContext({ config, seams, platform, later, development: undefined })
  const double = presence.of(context, user)
  const auth = toMembers(context, presence.later, context.current.settled())(() => true)
  double.set(status, { reason, error })
  const members: Omit<TestAuth, keyof Auth> & Pick<Auth, 'signIn' | 'signOut'> = {
    signIn: double.noteSignIn(auth.signIn),
    signOut: double.noteSignOut(auth.signOut),
    [FETCH_BY]: (send) => auth[FETCH_BY](sent.notedBy(send)),
    set: (to: typeof status, changes: object = {}) => double.set(to, changes),
    fail: double.fail,
    emit: context.emit,
    calls: sent.calls,
    signIns: double.signIns,
    signOuts: double.signOuts,
  }
  // Own members, for whoever spreads or lists them; the state is a getter. Inside, a client is the same for every type of user.
  const descriptors = { ...Object.getOwnPropertyDescriptors(auth), ...Object.getOwnPropertyDescriptors(members) }
  return Object.defineProperties({}, descriptors) as unknown as TestAuth<Profile, ApiName>
}
