import { type AnyAuthError, AuthError } from '../domain/errors.js'
import { isMarked } from '../domain/mark.js'
import type { Platform } from '../platform/platform.js'
import { takeArrival } from './arrival.js'
import type { Auth } from './auth.js'
import type { Config, Seams } from './config.js'
import { type Context, createContext } from './context.js'
import { createFetch } from './fetch.js'
import { toGiven } from './given.js'
import type { SignOutOptions } from './options.js'
import type { State } from './presence.js'
import { signOut } from './sign-out.js'

const PREPARE_APART_MS = 10_000

/** One client of one page. */
export interface Client {
  readonly context: Context
  /** Its `Auth` for one caller of `createAuth`, with that caller's `dispose`. */
  readonly toAuth: (dispose: () => void) => Auth
}

/** Builds one client on a platform and starts it. */
export function createClient(config: Config, seams: Seams, platform: Platform): Client {
  const context = createContext(config, seams, platform)
  const { presence, flows, on } = context
  const ready = start(context)
  const fetch = createFetch(context)
  const toAuth = (dispose: () => void): Auth => ({
    get state() {
      return presence.state
    },
    ready,
    subscribe: presence.subscribe,
    signIn: async (options) => (await flows()).signIn(context, options),
    signOut: async (options) => {
      context.signIn?.abort()
      return signOut(context, toGiven<SignOutOptions>(options, 'provider returnTo idTokenHint'))
    },
    requireUser: async (options) => (await flows()).requireUser(context, options),
    fetch,
    userInfo: async () => (await flows()).userInfo(context),
    on,
    inspect: async () => (await flows()).inspect(context),
    dispose,
  })
  return { context, toAuth }
}

/** Takes a return off the address bar and completes it, or restores the session; and follows the page's life. */
function start(context: Context): Promise<State> {
  const { platform, config, presence, emit, report, flows, stops } = context
  const { page } = platform
  const settled = presence.settled()
  let prepareAfter = 0
  const arrival = page && takeArrival(page, config.mark)
  // A router that is there already has read the callback, and follows `popstate`. One that is created later hears nothing.
  if (arrival?.isPlaced) page?.announceReplace()
  const settle = async (failure?: AnyAuthError) => {
    presence.isReturning = false
    if (failure || presence.state.status !== 'signed-in') await presence.look(failure)
    if (presence.state.error) report(presence.state.error)
  }
  if (!platform.isSecure) {
    presence.end('failed', report(new AuthError('insecure-context', 'The page is not a secure context')))
  } else if (arrival && !isMarked(arrival.state, config.mark, 'o')) {
    const { version } = presence
    emit('navigation', { to: 'return' })
    presence.isReturning = true
    flows()
      .then(({ completeReturn }) => completeReturn(context, arrival, version))
      .then(() => settle(), settle)
  } else {
    settle()
  }
  stops?.push(
    presence.subscribe(({ status }) => {
      // A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
      if (status !== 'signed-in') return
      platform.whenIdle(() => {
        flows()
          .then(({ renewalsOf }) => renewalsOf(context))
          .catch(ignore)
      })
    }),
  )
  if (page) {
    stops?.push(
      page.on('restored', () => {
        context.signIn?.drop()
        // What was true when the page was put away may be over: nothing is shown or sent until the vault was read.
        presence.pause()
        presence.look()
      }),
      page.on('visible', () => presence.look()),
      page.on('acted', () => {
        presence.hasActed = true
      }),
      // Near a sign-in: chunk and metadata are at hand when the user presses. Failing here costs nothing.
      page.on('near-press', () => {
        const { elapsed } = platform.now()
        if (presence.state.status === 'signed-out' && elapsed >= prepareAfter) {
          // Not at every move of the pointer over the buttons of a page whose provider is down.
          prepareAfter = elapsed + PREPARE_APART_MS
          flows()
            .then(({ findProvider }) => findProvider(context))
            .catch(ignore)
        }
      }),
    )
  }
  return settled
}

// For what is done ahead of time: failing costs nothing, and whoever needs it tries again.
const ignore = () => undefined
