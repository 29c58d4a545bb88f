import { AuthError } from '../domain/errors.js'
import { toReturnTo } from './arrival.js'
import { checkPrompt, refuseProtected, refuseUnknown, toScopes } from './config.js'
import type { Context } from './context.js'
import type { SignInOptions } from './options.js'

/** A sign-in as it was asked for, checked. */
export interface Wish {
  readonly returnTo: string
  readonly scopes: readonly string[]
  readonly maxAge: number | undefined
  readonly parameters: Readonly<Record<string, string>>
}

interface Running {
  readonly wish: string
  readonly controller: AbortController
  readonly promise: Promise<never>
  leftAt: number | undefined
}

const OPTIONS = 'mode returnTo scopes prompt loginHint uiLocales acrValues maxAge params signal'.split(' ')
const LEAVING_MS = 5_000

/** `auth.signIn`, and how to drop one that had left when the page comes back from the back/forward cache. */
export interface SignIn {
  readonly signIn: (options?: unknown) => Promise<never>
  readonly drop: () => void
}

export function createSignIn(context: Context): SignIn {
  let running: Running | undefined
  const start = (wish: Wish, key: string): Running => {
    const controller = new AbortController()
    const run: Running = { wish: key, controller, promise: leave(wish, controller.signal), leftAt: undefined }
    run.promise.catch(() => {
      if (running === run) running = undefined
    })
    return run
  }
  const leave = async (wish: Wish, signal: AbortSignal): Promise<never> => {
    const { platform, seams, events } = context
    if (!platform.page) throw new AuthError('not-in-browser', 'Only a page can sign in')
    if (!platform.isSecure) throw new AuthError('insecure-context', 'The page is not a secure context')
    const url = await (await context.flows()).beginSignIn(context, wish, signal)
    signal.throwIfAborted()
    events.emit('navigation', { to: 'sign-in' })
    if (running) running.leftAt = platform.now().elapsed
    ;(seams.leave ?? platform.page.leave)(url)
    return new Promise<never>(() => undefined)
  }
  return {
    async signIn(options) {
      const asked = toOptions(options)
      const wish = toWish(context, asked)
      const key = JSON.stringify(wish)
      asked.signal?.throwIfAborted()
      // A navigation that was cancelled leaves the page standing: then the next call starts anew.
      const isStuck = running?.leftAt !== undefined && context.platform.now().elapsed - running.leftAt > LEAVING_MS
      if (!running || running.wish !== key || isStuck) {
        running?.controller.abort(new AuthError('sign-in-superseded', 'A newer sign-in took the place of this one'))
        running = start(wish, key)
      }
      const { promise, controller } = running
      const abort = () => controller.abort(asked.signal?.reason)
      asked.signal?.addEventListener('abort', abort, { once: true })
      try {
        return await promise
      } catch (error) {
        if (error instanceof AuthError) context.explain(error)
        throw error
      } finally {
        asked.signal?.removeEventListener('abort', abort)
      }
    },
    drop() {
      if (running?.leftAt === undefined) return
      running = undefined
      context.events.emit('navigation', { to: 'dropped' })
    },
  }
}

// `onClick={auth.signIn}` hands over a DOM event: no options of ours.
function toOptions(options: unknown): SignInOptions {
  const isEvent = typeof options === 'object' && options !== null && 'preventDefault' in options
  if (options === undefined || isEvent) return {}
  if (typeof options !== 'object' || options === null) throw new TypeError('signIn takes an object of options')
  refuseUnknown(options, OPTIONS, 'option of signIn')
  // Unknown keys are refused above; the values are checked in `toWish`.
  return options as SignInOptions
}

function toWish({ platform, config }: Context, options: SignInOptions): Wish {
  const { mode = 'redirect', returnTo, prompt, loginHint, uiLocales, acrValues, maxAge } = options
  if (mode !== 'redirect') throw new TypeError("mode must be 'redirect'")
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0)) {
    throw new TypeError('maxAge must be whole seconds from 0')
  }
  refuseProtected(options.params ?? {})
  const scopes = toScopes([...config.scopes, ...(options.scopes ?? [])])
  const parameters: Record<string, string> = { ...config.parameters, ...options.params }
  const named = { prompt, login_hint: loginHint, ui_locales: uiLocales, acr_values: acrValues, max_age: maxAge }
  for (const [name, value] of Object.entries(named)) if (value !== undefined) parameters[name] = String(value)
  // A refresh token for the time without the user needs consent (OpenID Connect Core 1.0, section 11).
  if (scopes.includes('offline_access')) parameters['prompt'] ??= 'consent'
  if (parameters['prompt']) checkPrompt(parameters['prompt'])
  const { page } = platform
  const here = page?.url().href ?? ''
  return { returnTo: (page && toReturnTo(page, returnTo ?? here)) ?? here, scopes, maxAge, parameters }
}
