import type { Context } from '../client/context.js'
import { watch } from '../client/watch.js'
import { isAnyOpen } from '../session/attempts.js'
import { askedAgain, type StartedAttempt, startAttempt } from './attempt.js'
import { isAt } from './receive.js'

export { toAddedParameters } from './added-parameters.js'
export { goOn } from './go-on.js'

// What few returns need: loaded with the first that does.

// Long enough for any browser to have begun to leave.
const LEAVING_MS = 10_000

/**
 * Prepares the sign-in that failed with this once more, as it was asked for; `undefined` when the provider has not asked for that, or
 * twice. It goes on under the epoch of the first try: a sign-out since then ends it.
 */
export async function startAgain(
  context: Context,
  failure: unknown,
  signal: AbortSignal = new AbortController().signal,
): Promise<StartedAttempt | undefined> {
  const attempt = askedAgain.get(Object(failure))
  if (!attempt?.again) return undefined
  const { returnTo, scope, more, without, maxAge, acr, asksLogin, sub, again, epoch } = attempt
  const { row } = await context.vault.peek()
  // A sign-out since then.
  if (row && row.epoch !== epoch) return undefined
  const request = { returnTo, scope, without, maxAge, acr, asksLogin, sub, ...(more && { more }), ...again }
  return startAttempt(context, request, signal, epoch)
}

/** Leaves for the provider once more, where it has asked for that. Returns when the page is still here after all. */
export async function leaveAgain(context: Context, failure: unknown): Promise<void> {
  const { platform, seams, stops, emit } = context
  // What another try fails with says less than what it was for.
  const started = stops && (await startAgain(context, failure).catch(() => undefined))
  if (!started || !context.stops) return
  emit('navigation', { to: 'sign-in' })
  watch(context, 'left')
  ;(seams.leave ?? platform.page?.leave)?.(started.url)
  await new Promise<void>((resolve) => void platform.after(LEAVING_MS, resolve))
}

/**
 * Reports an error that came without a `state` to where a return is awaited (RFC 6749 section 4.1.2.1 has it name the state). Anybody
 * can make such a link, so that it decides nothing: neither the address nor the state of the app changes.
 */
export async function noteStateless({ platform, config, vault, report }: Context): Promise<void> {
  const url = platform.page?.url()
  const isAwaited = url && [config.redirectUri, config.relayUri].some((uri) => isAt(url.href, uri))
  if (!isAwaited || !url.searchParams.get('error') || url.searchParams.get('state')) return
  if (await isAnyOpen(platform, vault)) report('callback-without-state')
}
