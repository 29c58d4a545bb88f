import { toCallOptions } from '../client/call-options.js'
import type { Context, SignInUnderWay } from '../client/context.js'
import type { Ignored, SignInOptions } from '../client/options.js'
import { unlessAborted } from '../client/unless-aborted.js'
import { watch } from '../client/watch.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import { type AnyAuthError, AuthError } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { User } from '../domain/user.js'
import { type Popup, StoreError } from '../platform/platform.js'
import { type RequestParameters, toAuthorizationRequest } from './authorization-request.js'

/** The sign-ins of a client. */
export interface SignIn extends SignInUnderWay {
  /** Whether that error is of a sign-in that never left this page: the next one may do better. */
  readonly isOfStart: (error: unknown) => boolean
  /** Resolves in other modes than `'redirect'`. With the popup that the user's act has opened. */
  readonly signIn: (options: RequestParameters, popup?: Popup) => Promise<User>
}

const LEAVING_MS = 5_000
const WANTED = /^(sign-in-superseded|signed-out-meanwhile)$/

interface Running {
  readonly key: string
  readonly mode: AuthorizationRequest['mode']
  readonly controller: AbortController
  readonly promise: Promise<User>
  waiting: number
}

function createSignIn(context: Context): SignIn {
  const { platform, seams, current, emit, later } = context
  let running: Running | undefined
  let leftAt = Infinity
  let failed: unknown

  const leave = async (request: AuthorizationRequest, signal: AbortSignal): Promise<never> => {
    const { page } = platform
    const { startAttempt } = await later.signIn()
    const { url } = await startAttempt(context, request, signal)
    signal.throwIfAborted()
    emit('navigation', { to: 'sign-in' })
    watch(context, 'left')
    leftAt = platform.now().elapsed
    const go = seams.leave ?? page?.leave
    go?.(url)
    return new Promise<never>(() => undefined)
  }

  const begin = async (
    request: AuthorizationRequest,
    { signal }: AbortController,
    popup: Popup | undefined,
  ): Promise<User> => {
    const { page } = platform
    if (!page) throw toAuthError('not-in-browser', 'Only a page can sign in')
    if (!platform.isSecure) throw toAuthError('insecure-context', 'The page is not a secure context')
    // A page of another site around this one could have started it, and sees storage of its own kind (RFC 9700 section 4.16).
    const window = await page.window()
    if (window.isEmbedded())
      throw toAuthError('sign-in-embedded', 'The page stands in a frame of another site, or a sandbox')
    if (request.mode === 'redirect') return leave(request, signal)
    const { loadPopup } = await later.signIn()
    const { signInInWindow } = await loadPopup()
    const user = await signInInWindow(context, request, { signal, popup })
    if (running?.controller.signal === signal) running = undefined
    return user
  }

  /** Whoever looks at the state sees it, too; but not that another sign-in, or a sign-out, took the place of this one. */
  const fail = async (problem: AuthError): Promise<never> => {
    failed = problem
    // Any code may be told by the state.
    if (!WANTED.test(problem.code)) await current.fail(problem as AnyAuthError)
    throw problem
  }

  const supersede = (what: string) =>
    running?.controller.abort(toAuthError('sign-in-superseded', `A ${what} took the place of this sign-in`))

  const start = (request: AuthorizationRequest, key: string, popup: Popup | undefined): Running => {
    const { mode } = request
    supersede('newer one')
    leftAt = Infinity
    const controller = new AbortController()
    const promise = begin(request, controller, popup).catch((error) => {
      popup?.close()
      if (running?.controller === controller) running = undefined
      const problem =
        error instanceof StoreError ? toAuthError('storage-blocked', 'The browser keeps nothing of a sign-in') : error
      if (mode === 'silent') watch(context, 'silent', problem)
      // That the provider wants to see the user is what a silent sign-in is there to find out.
      if (!(problem instanceof AuthError) || mode === 'silent') throw problem
      return fail(context.report(problem))
    })
    return { key, mode, controller, promise, waiting: 0 }
  }

  return {
    async signIn({ signal, ...options }, popup) {
      signal?.throwIfAborted()
      if (!context.stops) throw toAuthError('sign-in-superseded', 'The client was disposed of')
      const request = toAuthorizationRequest(context, options)
      const key = JSON.stringify(request)
      // A navigation that was cancelled leaves the page standing: then the next call starts anew.
      const isStuck = platform.now().elapsed - leftAt > LEAVING_MS
      const joined = running?.key === key && !isStuck ? running : start(request, key, popup)
      if (joined === running) popup?.close()
      running = joined
      joined.waiting += 1
      return unlessAborted(joined.promise, signal).finally(() => {
        joined.waiting -= 1
        // Who gives up ends the sign-in only when nobody else waits for it.
        if (!joined.waiting) joined.controller.abort(signal?.reason)
      })
    },
    isOfStart: (error) => error === failed,
    abort: supersede,
    isBusy: () => !!running && running.mode !== 'silent' && leftAt === Infinity,
    drop() {
      if (leftAt === Infinity) return
      running = undefined
      leftAt = Infinity
      emit('navigation', { to: 'dropped' })
    },
  }
}

/** The sign-ins of a client. */
export const signInOf: (context: Context) => SignIn =
  // Set here alone; others see less of it.
  ((context: Context) => (context.signIn ??= createSignIn(context))) as typeof signInOf

/** `auth.signIn`. */
export async function signIn(
  context: Context,
  argument: SignInOptions | Ignored | undefined,
  popup: Popup | undefined,
): Promise<User> {
  const names =
    'mode returnTo apis scopes prompt loginHint uiLocales acrValues claims authorizationDetails maxAge challenge params signal'
  try {
    const { challenge, ...options } = toCallOptions<SignInOptions>(argument, names)
    if (!challenge) return await signInOf(context).signIn(options, popup)
    const { loadRequireUser } = await context.later.signIn()
    const { noteStart, toDemand } = await loadRequireUser()
    const demand = toDemand(context, challenge)
    // What an API asks for again and again is not had by asking the user again and again.
    await noteStart(context)
    return await signInOf(context).signIn({ ...options, demand }, popup)
  } catch (error) {
    popup?.close()
    throw error
  }
}
