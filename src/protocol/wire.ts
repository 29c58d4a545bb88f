import type { AnyAuthError, ProviderAnswer } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import type { Secret } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'

/** What requests to the provider need. */
export interface Wire extends Pick<Platform, 'now' | 'after' | 'fetch' | 'subtle'> {
  /** Whether page and issuer are both on a loopback host: only then may an `http:` loopback URL be asked. */
  readonly isLoopback: boolean
  /** What few requests need, loaded when one does. */
  readonly parts: () => Promise<WireParts>
  /** Tells what is odd about an answer that is taken all the same: the name of a member, and nothing of what it says. */
  readonly report: (problem: ProblemCode, about?: string) => void
}

/** What few requests need, each loaded by itself. */
export interface WireParts {
  readonly loadDpop: () => Promise<{ readonly dpopProofsOf: (wire: Wire) => DpopProofs }>
  readonly loadFailures: () => Promise<Failures>
  readonly loadOddAnswer: () => Promise<OddAnswer>
}

/** A request that came to nothing: what was answered, and what was sent in its body. */
export interface Failed {
  readonly answer: Answer
  readonly sent: Iterable<readonly [string, unknown]>
}

/** What few answers need: keys and tokens that are not as the library takes them, and mean the same. */
export interface OddAnswer {
  readonly checkOddSignature: (wire: Wire, signed: Signed) => Promise<void>
}

/** A JWT that the library has read, and the keys to verify it with. */
export interface Signed {
  /** What the library knows it by: the response that it came in. */
  readonly response: Response
  readonly header: JsonObject
  readonly provider: Provider
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

/** Tells what a failure means. An error repeats nothing of what was sent or received as a secret, nor of the `secrets`. */
export interface Failures {
  toSignInError(parameters: URLSearchParams, sent?: Readonly<Record<string, string>>): AnyAuthError
  toExchangeError(failed: Failed, secrets: readonly string[]): AnyAuthError
  toRenewalError(
    failed: Failed,
    secrets: readonly string[],
    renewal: { readonly now: number; readonly isForAudience: boolean },
  ): AnyAuthError
  findSaid(failed: Failed): ProviderAnswer | undefined
  /** The error of ours for one of the library's; `undefined` when the answer itself tells what happened. */
  fromLibrary(error: unknown): AnyAuthError | undefined
}

/** Makes proofs of possession (RFC 9449 section 4), with the newest nonce of each server. */
export interface DpopProofs {
  /** A key of an algorithm that the provider takes. */
  createKey(provider: Provider): Promise<ProofKey>
  /**
   * Runs a request of `protocol/` with the proofs of a key; once more, with a new proof, when it is refused for the want of a
   * nonce (sections 8 and 9). That is the one reason for which a request to a provider is ever sent twice.
   */
  run<Result>(bound: Bound, request: (options: ProofOptions) => Promise<Result>): Promise<Result>
  /** Sends one request with a token and its proof, and keeps the nonce of the answer. What `send` rejects with goes on as it is. */
  exchange<Answer extends Answered>(
    bound: Bound,
    proven: Proven,
    send: (credentials: Readonly<Record<'authorization' | 'dpop', string>>) => Promise<Answer>,
  ): Promise<Exchanged<Answer>>
}

/** The key that tokens are bound to, and how far this device's clock is behind, in seconds. */
export interface Bound {
  readonly proofKey: ProofKey
  readonly clockOffset?: number | undefined
}

/** What adds a proof to a request of the library's; opaque to everybody else. */
export interface ProofOptions {
  readonly DPoP?: { calculateThumbprint(): Promise<string> }
}

/** What a proof is made for. */
export interface Proven {
  /** As it is sent: `fetch` spells only some methods in capitals. */
  readonly method: string
  readonly url: string
  readonly accessToken: Secret<'access-token'>
}

/** What is looked at of an answer that may bring a nonce. */
export interface Answered {
  readonly status: number
  readonly headers: Pick<Headers, 'get' | 'has'>
}

/** An answer, and whether another proof, with the nonce that it brought, may do better. */
export interface Exchanged<Answer> {
  readonly answer: Answer
  readonly mayRepeat: boolean
}

/** What came of a request: the whole answer, or why none came. Carries nothing of the request. */
export type Answer =
  | {
      /** `status 404`, say. */
      readonly why: string
      readonly status: number
      readonly headers: Headers
      readonly text: string
      /** The JSON object in it, without members that are `null`; `undefined` when there is none: a captive portal, a proxy's page. */
      readonly json: JsonObject | undefined
    }
  | {
      readonly why: 'unreachable' | 'timeout' | 'redirected' | 'too-large'
      readonly status?: undefined
      readonly headers?: undefined
      readonly json?: undefined
    }

export type JsonObject = Readonly<Record<string, unknown>>
