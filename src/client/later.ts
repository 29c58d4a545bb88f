import type { Api, Audience } from '../domain/api.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import type { Challenge, Demand } from '../domain/challenge.js'
import type { Grant, Session, SessionEntry } from '../domain/session.js'
import type { User } from '../domain/user.js'
import type { Popup } from '../platform/platform.js'
import type { Answered, DpopProofs, Failures, OddAnswer, Proven, Wire } from '../protocol/wire.js'
import type { SignedIn } from '../session/commit.js'
import type { Call, Why } from './call.js'
import type { SignOutOptions } from './options.js'

/** When tokens are renewed: on demand, and the sign-in's ahead of time in a visible tab that uses it. */
export interface Renewals {
  /**
   * The session with a usable token after the stale one, for an API or else of the sign-in; `undefined` when there is no
   * session any more. Calls join the renewal under way, and renewals for several APIs queue: each spends the refresh token.
   */
  renew(stale: SessionEntry, api?: Api, how?: RenewalOptions): Promise<SessionEntry | undefined>
}

export interface RenewalOptions {
  /** Nobody has said that the token is over: the session does not end for the want of something to renew with. */
  readonly isGuess?: boolean
}

/**
 * What is loaded when it is needed, named by what the rooms below auth/ ask of it: `auth/loading.ts` loads it. Each rejects
 * with `protocol-unavailable` when it cannot be loaded, and is tried again at the next use.
 */
export interface Later<Context> {
  /** What every app needs some time after its first load: signing in and out, renewing, and calls that are not the ordinary one. */
  readonly signIn: () => Promise<{
    readonly leaveProvider: (context: Context, session: Session | undefined, options: SignOutOptions) => Promise<void>
    readonly fetchWithCare: (context: Context, call: Call) => Promise<Response>
    /** The renewals of a client: from the first call on they watch its session, and challenges are read. */
    readonly renewalsOf: (context: Context) => Renewals
    /** Has everything ready for a sign-in to leave: gives the address it leaves for. */
    readonly startAttempt: (
      context: Context,
      request: AuthorizationRequest,
      signal: AbortSignal,
    ) => Promise<{ readonly url: string }>
    // What it loads in its turn.
    /** What is done about a call that an API refuses, or does not answer. */
    readonly loadRefusedRequest: () => Promise<{
      readonly answerUnwanted: (
        context: Context,
        call: Call,
        sending: { readonly entry: SessionEntry; readonly sent: Promise<Response> },
      ) => Promise<Response>
    }>
    /** Providers where a renewal for one audience ends the tokens of the others. */
    readonly loadTurns: () => Promise<{
      readonly noteDeath: (context: Context, session: Session, audience: Audience | undefined) => void
    }>
    /** What `/userinfo` says. */
    readonly loadUserInfo: () => Promise<Pick<typeof import('../session/info.js'), 'askForInfo' | 'renewInfo'>>
    /** A sign-in in a popup or frame, on either side; and one that nobody sees. */
    readonly loadPopup: () => Promise<{
      readonly signInSilently: (context: Context, stale: SessionEntry) => Promise<'renewed' | 'adopted' | undefined>
      readonly signInInWindow: (
        context: Context,
        request: AuthorizationRequest,
        how: { readonly signal: AbortSignal; readonly popup: Popup | undefined },
      ) => Promise<User>
      readonly expectOurs: (context: Context, response: AuthorizationResponse) => Promise<void>
      readonly relay: (context: Context, response: AuthorizationResponse) => Promise<never>
    }>
    /** Guarding against sign-ins that start by themselves, again and again. */
    readonly loadRequireUser: () => Promise<{
      readonly noteStart: (context: Context) => Promise<void>
      readonly toDemand: (context: Context, challenge: Challenge) => Demand
    }>
    /** What few returns need: another try, what a provider adds to one, an error that names no state, a session that goes on. */
    readonly loadOddReturn: () => Promise<{
      readonly goOn: (context: Context, epoch: string, session: Session) => Promise<SignedIn | undefined>
      readonly toAddedParameters: (
        address: string,
        redirectUri: string,
        response: URLSearchParams,
      ) => Readonly<Record<string, string>> | undefined
      readonly startAgain: (
        context: Context,
        failure: unknown,
        signal?: AbortSignal,
      ) => Promise<{ readonly url: string; readonly state: string } | undefined>
      readonly leaveAgain: (context: Context, failure: unknown) => Promise<void>
    }>
    /** Tokens that are bound to a key. */
    readonly loadDpop: () => Promise<{
      readonly dpopProofsOf: (wire: Wire) => DpopProofs
      readonly toDpopHeaders: (
        context: Context,
        entry: SessionEntry,
        request: Proven & { readonly rejected?: Answered | undefined },
      ) => Promise<Readonly<Record<string, string>>>
      readonly sendWithProof: (
        context: Context,
        call: Call,
        sending: {
          readonly entry: SessionEntry
          readonly grant: Grant
          readonly why: Why
          readonly mayRepeat: boolean
        },
      ) => Promise<Response>
    }>
    /** What a failure at the provider means. */
    readonly loadFailures: () => Promise<Failures>
    /** Keys and tokens that are odd and mean the same. */
    readonly loadOddAnswer: () => Promise<OddAnswer>
    readonly loadPushedRequest: () => Promise<typeof import('../protocol/pushed-authorization-request.js')>
  }>
  /** Sessions of a tab or page alone. */
  readonly ownStore: () => Promise<typeof import('../session/own-store.js')>
}
