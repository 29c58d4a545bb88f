import type { Api } from '../domain/api.js'
import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Session } from '../domain/session.js'
import type { Call } from './call.js'
import type { SignOutOptions } from './options.js'

/** Whether this is the development build. The production build has `false` in its place, and leaves out what asks for it. */
export const IS_DEVELOPMENT: boolean = true

/** What the development build adds to a client: development/ has it. It is for the developer's eyes and changes nothing. */
export interface Development<Context> {
  /** Tells a developer, once per code and what it is about, what a problem means and what to set. */
  readonly tell: (context: Context, problem: AuthError | ProblemCode, about?: string) => Promise<void>
  /**
   * Lets go of a client that another one takes the place of, as after a hot reload of code with changed options.
   *
   * @throws {TypeError} when that one has not settled: both are of the same load, and one of them is a mistake
   */
  readonly replace: (context: Context, shares: Iterable<{ readonly dispose: () => void }>) => void
  /** Looks at what happens from here on. */
  readonly watch: (context: Context) => CallWatch
}

/** What is looked at while a developer is at work: set-ups that do not work, or work and are not safe. */
export interface CallWatch {
  /** A call with a token, and what becomes of it. Changes nothing about it. */
  sent(call: Call, answer: Promise<Response>): void
  /** A call without a token, because its URL belongs to no declared API, and what becomes of it. Changes nothing about it. */
  undeclared(call: Pick<Call, 'input' | 'init' | 'url'>, answer: Promise<Response>): void
  /** Credentials of the app's own for a declared API. */
  credentials(api: Api, headers: Headers): void
  /** A sign-in without the user that failed: the app asks for one, or a session that nothing was stored of. */
  silent(failure: unknown): void
  /** The page leaves for a sign-in. */
  left(): void
  /** A sign-in that is complete, with the session that it begins. */
  signedIn(session: Session): void
  /** A sign-out, with the session that it ends. */
  signedOut(session: Session, options: SignOutOptions): void
}
