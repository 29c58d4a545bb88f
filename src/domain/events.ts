import type { SignedOutReason } from './auth-state.js'
import type { ErrorCode } from './errors.js'

/** Every status that a state can have. */
export type Status = 'pending' | 'signed-out' | 'signed-in' | 'authorized'

/** What `auth.on` tells, by type. Nothing here is a secret: no token, code, verifier, nonce or claim, and no query of a URL. */
export interface AuthEvents {
  /** The state changed: its `status`, and when signed out the `reason`. */
  state: { readonly status: Status; readonly reason: SignedOutReason | undefined }
  /**
   * The page leaves for the provider, a sign-in came back (in this window or another one), or one that had left was dropped (a
   * page from the back/forward cache): `to`. `parameters`: what the provider has added to a return that is this browser's, beside what
   * the protocol names (`kc_action_status`, say): plain texts of up to 512 characters, none that looks like a token.
   */
  navigation: {
    readonly to: 'sign-in' | 'sign-out' | 'return' | 'dropped'
    readonly parameters?: Readonly<Record<string, string>>
  }
  /** A renewal began, succeeded, was taken over from another tab, or failed: its `phase`, and when it failed the `code`. */
  renewal: {
    readonly phase: 'started' | 'renewed' | 'adopted' | 'failed'
    /** The API whose own token it is about; the sign-in's without. */
    readonly api?: string
    readonly code?: ErrorCode
  }
  /** A call of `auth.fetch`: with our token, without, or refused: the `outcome`, for which `api`, and `why`. */
  request: {
    readonly outcome: 'attached' | 'forwarded' | 'refused'
    readonly api: string | undefined
    readonly why: 'declared' | 'replayed' | 'undeclared' | 'anonymous' | 'own-authorization' | 'no-cors' | 'signed-out'
  }
  /** An `api` answered 401 or 403 to our token: its `status`, and whether its challenge is `readable` or hidden by CORS. */
  challenge: { readonly api: string; readonly status: 401 | 403; readonly readable: boolean }
  /** Another user holds the session, `by` a sign-in here or in another tab. Drop what you keep of the old one. */
  'user-changed': { readonly by: 'sign-in' | 'another-tab' }
  /** Nobody has done anything for a while, and the session ends in `secondsLeft`. Told every second once the warning is due. */
  idle: { readonly secondsLeft: number }
  /** The store is not what was hoped for: the `problem`. */
  storage: { readonly problem: 'memory-only' | 'unreadable' | 'failed' }
  /** Something a developer should know, by its `code`: docs/errors.md explains each. */
  problem: { readonly code: ErrorCode | ProblemCode }
}

/** Problems that are no errors: nothing failed, and something will. docs/errors.md has a section for each. */
export type ProblemCode =
  | 'no-refresh-token'
  | 'no-logout-page'
  | 'no-revocation'
  | 'scope-dropped'
  | 'claims-missing'
  | 'callback-missing'
  | 'callback-reappeared'
  | 'callback-without-state'
  | 'revocation-failed'
  | 'clock-off'
  | 'dpop-nonce-hidden'
  | 'dpop-unannounced'
  | 'api-token-audience'
  | 'renewal-ends-tokens'
  | 'api-unreachable'
  | 'undeclared-refused'
  | 'answer-cacheable'
  | 'credentials-id-token'
  | 'provider-answer-odd'
  | 'provider-answer-mended'
  | 'prompt-ignored'

/** The types of events. */
export type AuthEventType = keyof AuthEvents

/** An event as a listener gets it: its `type`, its `time` in milliseconds since the epoch, and its fields. */
export type AuthEvent<Type extends AuthEventType = AuthEventType> = {
  readonly [Name in Type]: { readonly type: Name; readonly time: number } & AuthEvents[Name]
}[Type]
