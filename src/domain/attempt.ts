import type { ProofKey } from './proof-key.js'
import type { Provider } from './provider.js'
import type { Secret } from './secret.js'
import type { Instant } from './time.js'

/** One sign-in under way: what the return must fit, and what only this browser knows. Kept sealed, used once. */
export interface Attempt {
  readonly state: string
  readonly startedAt: Instant
  /** The vault's epoch at the start: a sign-out since then makes the attempt void. */
  readonly epoch: string
  readonly provider: Provider
  readonly redirectUri: string
  readonly returnTo: string
  readonly verifier: Secret<'code-verifier'>
  readonly nonce: Secret<'nonce'>
  readonly scope: string
  /** The key that the tokens are to be bound to; its thumbprint binds the code, too (RFC 9449 section 10). */
  readonly proofKey?: ProofKey | undefined
  /** In seconds: the `max_age` that was asked for (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly maxAge: number | undefined
  /** One of these the authentication must have reached (section 5.5.1.1; RFC 9470). */
  readonly acr?: readonly string[] | undefined
  /** Whether the user was to prove anew who they are (`prompt`), however lately they did. */
  readonly asksLogin?: boolean | undefined
  /** Scopes that APIs asked for beyond what was declared for them, by the key of their audience. */
  readonly more?: Readonly<Record<string, string>>
  /** Scopes among those that the sign-in's own token is to go without: they are for an API with a token of its own. */
  readonly without?: string | undefined
  /** The user it must be, when a session is to go on without them. */
  readonly sub?: string | undefined
  /** Whether it goes on with a session that stands: without the user (`none`), or with a look at them (`login`), and no new consent. */
  readonly isGoingOn?: boolean | undefined
  /** What else was asked for, where the provider may ask for another try: not in the second one, and in no frame. */
  readonly again?: Asked | undefined
}

/** The part of what was asked for that is needed for nothing but asking once more. */
export interface Asked {
  readonly mode: 'redirect' | 'popup'
  readonly parameters: Readonly<Record<string, string>>
  readonly resources: readonly string[]
}

/** How long a sign-in may take before the redirect back is refused, in milliseconds: a login page stays open overnight. */
export const ATTEMPT_LIFETIME_MS = 86_400_000
/** How many attempts are remembered; the oldest go first. */
export const ATTEMPTS_KEPT = 20
/** How many bytes of them are kept; the oldest go first, and the newest stays. */
export const ATTEMPTS_BYTES = 65_536
