import { AuthError } from '../domain/errors.js'
import { toReturnTo } from './arrival.js'
import { must, toParameters, toScopes } from './checks.js'
import type { Context } from './context.js'
import type { SignInOptions } from './options.js'
import { unlessAborted } from './unless-aborted.js'

/** A sign-in as it was asked for, checked. */
export interface Wish {
  readonly returnTo: string
  readonly scopes: readonly string[]
  readonly maxAge: number | undefined
  readonly parameters: Readonly<Record<string, string>>
}

/** `auth.signIn`, and how to drop one that had left when the page comes back from the back/forward cache. */
export interface SignIn {
  readonly signIn: (options: SignInOptions) => Promise<never>
  readonly drop: () => void
  /** Gives up one that has not left yet. */
  readonly abort: () => void
}

const LEAVING_MS = 5_000

export function createSignIn(context: Context): SignIn {
  const { platform, seams, emit } = context
  let controller: AbortController | undefined
  let running: { readonly wish: string; readonly promise: Promise<never>; waiting: number } | undefined
  let leftAt = Infinity

  const leave = async (wish: Wish, { signal }: AbortController): Promise<never> => {
    const { page } = platform
    if (!page) throw new AuthError('not-in-browser', 'Only a page can sign in')
    if (!platform.isSecure) throw new AuthError('insecure-context', 'The page is not a secure context')
    const url = await (await context.flows()).beginSignIn(context, wish, signal)
    signal.throwIfAborted()
    emit('navigation', { to: 'sign-in' })
    leftAt = platform.now().elapsed
    ;(seams.leave ?? page.leave)(url)
    return new Promise<never>(() => undefined)
  }

  const start = (wish: Wish): Promise<never> => {
    controller?.abort(new AuthError('sign-in-superseded', 'A newer sign-in took the place of this one'))
    const own = new AbortController()
    controller = own
    leftAt = Infinity
    return leave(wish, own).catch((error) => {
      if (controller === own) running = undefined
      throw error instanceof AuthError ? context.report(error) : error
    })
  }

  return {
    async signIn({ signal, ...options }) {
      signal?.throwIfAborted()
      const wish = toWish(context, options)
      const key = JSON.stringify(wish)
      // A navigation that was cancelled leaves the page standing: then the next call starts anew.
      const isStuck = platform.now().elapsed - leftAt > LEAVING_MS
      if (running?.wish !== key || isStuck) running = { wish: key, promise: start(wish), waiting: 0 }
      const [own, joined] = [controller, running]
      joined.waiting += 1
      return unlessAborted(joined.promise, signal).finally(() => {
        joined.waiting -= 1
        // Who gives up ends the sign-in only when nobody else waits for it.
        if (!joined.waiting) own?.abort(signal?.reason)
      })
    },
    abort: () => controller?.abort(new AuthError('sign-in-superseded', 'A sign-out took the place of this sign-in')),
    drop() {
      if (leftAt === Infinity) return
      running = undefined
      leftAt = Infinity
      emit('navigation', { to: 'dropped' })
    },
  }
}

function toWish({ platform: { page }, config }: Context, options: SignInOptions): Wish {
  const { mode, returnTo, prompt, loginHint, uiLocales, acrValues, maxAge } = options
  must((mode ?? 'redirect') === 'redirect', "mode must be 'redirect'")
  must(maxAge === undefined || (Number.isInteger(maxAge) && maxAge >= 0), 'maxAge must be whole seconds from 0')
  const scopes = toScopes(config.scopes, options.scopes ?? [])
  const parameters: Record<string, string> = { ...config.parameters, ...toParameters(options.params) }
  const named = { prompt, login_hint: loginHint, ui_locales: uiLocales, acr_values: acrValues, max_age: maxAge }
  for (const [name, value] of Object.entries(named)) if (value !== undefined) parameters[name] = String(value)
  // A refresh token for the time without the user needs consent (OpenID Connect Core 1.0, section 11).
  if (scopes.includes('offline_access')) parameters['prompt'] ??= 'consent'
  must(
    !/\bnone\b./.test(`${parameters['prompt']}`) && !/.\bnone\b/.test(`${parameters['prompt']}`),
    "prompt 'none' stands alone",
  )
  const here = page?.url().href ?? ''
  return { returnTo: (page && returnTo && toReturnTo(page, returnTo)) || here, scopes, maxAge, parameters }
}
