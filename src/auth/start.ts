import type { Context } from '../client/context.js'
import type { State } from '../client/current-session.js'
import { IS_DEVELOPMENT } from '../client/development.js'
import { type AnyAuthError, AuthError } from '../domain/errors.js'
import { isStateOf } from '../domain/state-parameter.js'
import { takeAuthorizationResponse } from '../sign-in/authorization-response.js'
import { signOut } from '../sign-in/sign-out.js'
import type { ClientParts, Loading } from './loading.js'

/** Takes a return off the address bar and completes it, or restores the session; and follows the page's life. */
export function start(context: Context, { later, development }: ClientParts): Promise<State> {
  const { platform, config, seams, current, emit, report, stops } = context
  const { page } = platform
  const ready = current.settled()
  const response = page && takeAuthorizationResponse(page, config.clientHash, seams.onReturn)
  // A router that is there already has read the callback, and follows `popstate`. One that is created later hears nothing.
  if (response?.isPlaced) page?.announceReplace()
  const settle = async (failure?: AnyAuthError) => {
    // Nobody is there before whom a session could be shown.
    await page?.shown()
    if (config.persistence === 'memory' && !response) {
      // What other tabs tell meanwhile decides nothing: the provider is being asked.
      current.isReturning = true
      await later
        .signIn()
        .then(({ restoreSilently }) => restoreSilently(context))
        .catch(() => undefined)
    }
    current.isReturning = false
    if (config.idle) {
      try {
        await (await later.idle()).watchIdle(context, () => signOut(context, { provider: false }))
      } catch (error) {
        // Nobody is shown whose time may be over.
        return current.end('failed', report(error as AuthError<'protocol-unavailable'>))
      }
    }
    if (failure || !current.entry) await current.reload(failure)
    if (current.state.error) report(current.state.error)
  }
  if (!platform.isSecure) {
    current.end(
      'failed',
      report(new AuthError('insecure-context', 'The page is not a secure context', undefined, ['sign-in', 'never'])),
    )
  } else if (response && !isStateOf(response.state, config.clientHash, 'o')) {
    const { version } = current
    // Beside the chunk that comes now, not after it.
    platform.store.open?.()
    current.isReturning = true
    later
      .signIn()
      .then(({ completeReturn }) => completeReturn(context, response, version))
      .then(() => settle(), settle)
  } else {
    // Back from the provider's logout page: the address has changed all the same.
    if (response) emit('navigation', { to: 'return' })
    settle()
  }
  // A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
  const follow = () => current.entry && platform.whenIdle(() => ahead(({ renewalsOf }) => renewalsOf(context)))
  // For what is done ahead of time: failing costs nothing, and whoever needs it tries again.
  const ahead = (run: (late: Awaited<ReturnType<Loading['signIn']>>) => unknown) =>
    void later
      .signIn()
      .then(run)
      .catch(() => undefined)
  // A developer is at work.
  if (IS_DEVELOPMENT && platform.isLoopback) context.callWatch = development?.watch(context)
  const search = response ? undefined : page?.url().searchParams
  // Others may ask for a sign-in at one address of the app. A return that leads there has had it.
  if (config.initiateLogin && search?.has('iss')) ahead(({ initiateLogin }) => initiateLogin(context))
  // An error that a provider sends without the state belongs to nobody: it decides nothing, and a developer should know.
  if (search?.has('error')) ahead(async ({ loadOddReturn }) => (await loadOddReturn()).noteStateless(context))
  stops?.push(current.subscribe(follow))
  if (page) {
    stops?.push(
      page.follow((moment) => {
        if (moment === 'acted') current.hasActed = true
        if (moment === 'restored') {
          context.signIn?.drop()
          // What was true when the page was put away may be over: nothing is shown or sent until the vault was read.
          current.pause()
        }
        if (/^(restored|visible|noted)$/.test(moment)) current.reload()
        // Near a sign-in: chunk and metadata are at hand when the user presses.
        if (moment === 'near-press' && current.state.status === 'signed-out') ahead(({ prepare }) => prepare(context))
      }),
    )
  }
  return ready
}
