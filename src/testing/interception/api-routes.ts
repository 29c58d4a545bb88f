import type { GuardOptions } from '../api-guard.js'
import type { TestProvider } from '../test-provider.js'
import type { Answering } from './answering.js'
import type { Bodies } from './bodies.js'
import type { AppContext, Fulfilment, PausedRequest, RoutedAddress } from './browser.js'
import { allowOrigins, answerPreflight, isLetThrough } from './cors.js'
import { toFulfilment, toRequest } from './paused-request.js'

/** What an API asks of a call. */
export interface ApiGuard extends GuardOptions {
  /** The methods that it is for, in capital letters; all unless set. What it is not for goes to what was declared before. */
  readonly methods?: readonly string[]

  /**
   * Whom the access token must be for: what the app names as `resource` of this API. Whom the provider makes tokens for when an app
   * names nothing, unless set.
   */
  readonly audience?: string

  /** The origins that may call from a browser; the app's unless set. None for an API that has forgotten CORS. */
  readonly origins?: readonly string[]
}

/** What answers a call that was let pass: a `Response`, or what `route.fulfill` takes. */
export type ApiAnswer = (request: Request) => Response | Fulfilment | Promise<Response | Fulfilment>

/** A call as it was answered. */
export interface ApiCall {
  /** The method, in capital letters. */
  readonly method: string
  /** The whole address. */
  readonly url: string
  /** The HTTP status of the answer. */
  readonly status: number
}

/** Everything that an API needs beside the test's own answer. */
export interface ApiSetup {
  readonly provider: TestProvider
  readonly bodies: Bodies
  /** Whom tokens are for that were asked for without naming anybody. */
  readonly audience: string
  readonly origins: readonly string[]
}

/** An API as a test declares it. */
export interface DeclaredApi {
  readonly context: AppContext
  readonly url: RoutedAddress
  readonly guard: ApiGuard
  readonly answer: ApiAnswer
}

/** Has the calls of one API answered, from this line on; gives those that were. */
export function declareApi(
  setup: ApiSetup,
  answerBy: Answering['by'],
  { context, url, guard, answer }: DeclaredApi,
): readonly ApiCall[] {
  const calls: ApiCall[] = []
  const answered = answerBy(async (paused) => {
    const fulfilment = await answerCall(setup, guard, { paused, answer })
    calls.push({ method: paused.method(), url: paused.url(), status: fulfilment.status ?? 200 })
    return fulfilment
  })
  const isMeant = (paused: PausedRequest) => guard.methods?.includes(paused.method()) ?? true
  context
    .route(url, (route) => (isMeant(route.request()) ? answered(route) : route.fallback()))
    .catch(() => {
      // The context was closed meanwhile. Otherwise every request passes by its routes already, and one more is only a line in a list.
    })
  return calls
}

/** The answer to one call, as a careful API gives it: 401 and 403 with their challenges, and no more than CORS allows. */
async function answerCall(
  { provider, bodies, audience, origins }: ApiSetup,
  guard: ApiGuard,
  { paused, answer }: { readonly paused: PausedRequest; readonly answer: ApiAnswer },
): Promise<Fulfilment> {
  const allowed = guard.origins ?? origins
  const preflight = answerPreflight(paused)
  if (preflight) return allowOrigins({ status: 204, headers: preflight }, paused, allowed)
  if (!isLetThrough(paused, allowed)) return allowOrigins({ status: 403, headers: new Headers() }, paused, allowed)
  const request = toRequest(paused, await bodies.of(paused))
  const refusal = await provider.guard(request, { audience, ...guard })
  return allowOrigins(await toFulfilment(refusal ?? (await answer(request))), paused, allowed)
}
