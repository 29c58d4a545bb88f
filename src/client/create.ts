import { type AnyAuthError, AuthError } from '../domain/errors.js'
import { isMarked } from '../domain/mark.js'
import type { Held } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'
import { takeArrival } from './arrival.js'
import type { Auth, Ignored } from './auth.js'
import { must } from './checks.js'
import type { Config, Seams } from './config.js'
import { type Context, createContext, type Flows, loaded } from './context.js'
import { createFetch } from './fetch.js'
import { toGiven } from './given.js'
import type { SignInOptions, SignOutOptions } from './options.js'
import type { Presence, State } from './presence.js'

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
  // With `openid: false` the states are of another kind, which the overloads of `createAuth` say; inside they are all one.
  const { subscribe } = presence as unknown as Auth
  const toAuth = (dispose: () => void): Auth => ({
    get state() {
      return presence.state as Auth['state']
    },
    ready: ready as Auth['ready'],
    subscribe,
    async signIn(options?: SignInOptions | Ignored) {
      // In the user's act: a popup that is opened later is blocked.
      const popup = Object(options).mode === 'popup' ? platform.page?.open() : undefined
      const late = await flows().catch((failure) => {
        popup?.close()
        throw failure
      })
      // By the mode it resolves or not, which the overloads of `Auth` say.
      return late.signIn(context, options, popup) as Promise<never>
    },
    signOut: (options) => signOut(context, options),
    requireUser: async (options) => (await flows()).requireUser(context, options),
    fetch,
    async headersFor(url, options) {
      const caller = await toCaller(presence)
      return (await flows()).headersFor(context, url, { ...options, caller })
    },
    // Whoever has an answer of an API has loaded what reads it.
    challengeOf: (response) => context.challengeOf?.(response),
    async userInfo() {
      const caller = await toCaller(presence)
      return (await flows()).userInfo(context, caller)
    },
    on,
    inspect: async () => (await flows()).inspect(context),
    dispose,
  })
  return { context, toAuth }
}

/** Who is present at a call, known before its chunk is there: what it gives must not be of somebody who comes meanwhile. */
async function toCaller(presence: Presence): Promise<Held | undefined> {
  const { held, state } = presence
  if (held || state.status !== 'pending') return held
  await presence.settled()
  return presence.held
}

/** Takes a return off the address bar and completes it, or restores the session; and follows the page's life. */
function start(context: Context): Promise<State> {
  const { platform, config, presence, emit, report, flows, stops } = context
  const { page } = platform
  const ready = presence.settled()
  const arrival = page && takeArrival(page, config.mark)
  // A router that is there already has read the callback, and follows `popstate`. One that is created later hears nothing.
  if (arrival?.isPlaced) page?.announceReplace()
  const settle = async (failure?: AnyAuthError) => {
    // Nobody is there before whom a session could be shown.
    await page?.shown()
    if (config.persistence === 'memory' && !arrival) {
      // What other tabs tell meanwhile decides nothing: the provider is being asked.
      presence.isReturning = true
      await flows()
        .then((late) => late.restoreSilently(context))
        .catch(() => undefined)
    }
    presence.isReturning = false
    if (config.idle) {
      try {
        await (await loaded(import('./idle.js'))).watchIdle(context, () => signOut(context, { provider: false }))
      } catch (error) {
        // Nobody is shown whose time may be over.
        return presence.end('failed', report(error as AuthError<'protocol-unavailable'>))
      }
    }
    if (failure || !presence.held) await presence.look(failure)
    if (presence.state.error) report(presence.state.error)
  }
  if (!platform.isSecure) {
    presence.end(
      'failed',
      report(new AuthError('insecure-context', 'The page is not a secure context', undefined, ['sign-in', 'never'])),
    )
  } else if (arrival && !isMarked(arrival.state, config.mark, 'o')) {
    const { version } = presence
    emit('navigation', { to: 'return' })
    // Beside the chunk that comes now, not after it.
    platform.store.open?.()
    presence.isReturning = true
    flows()
      .then(({ completeReturn }) => completeReturn(context, arrival, version))
      .then(() => settle(), settle)
  } else {
    settle()
  }
  // A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
  const follow = () => presence.held && platform.whenIdle(() => ahead(({ renewalsOf }) => renewalsOf(context)))
  // For what is done ahead of time: failing costs nothing, and whoever needs it tries again.
  const ahead = (run: (late: Flows) => unknown) =>
    void flows()
      .then(run)
      .catch(() => undefined)
  // A developer is at work.
  if (platform.isLoopback) {
    import('./development.js').then(
      ({ createWatch, prepareDiagnosis }) => {
        context.watch = createWatch(context)
        prepareDiagnosis(context)
      },
      () => undefined,
    )
  }
  // Others may ask for a sign-in at one address of the app. A return that leads there has had it.
  if (page && !arrival && isSameAddress(config.initiateLogin, page.url())) ahead((late) => late.initiateLogin(context))
  stops?.push(presence.subscribe(follow))
  if (page) {
    stops?.push(
      page.follow((moment) => {
        if (moment === 'acted') presence.hasActed = true
        if (moment === 'restored') {
          context.signIn?.drop()
          // What was true when the page was put away may be over: nothing is shown or sent until the vault was read.
          presence.pause()
        }
        if (/^(restored|visible|noted)$/.test(moment)) presence.look()
        // Near a sign-in: chunk and metadata are at hand when the user presses.
        if (moment === 'near-press' && presence.state.status === 'signed-out') ahead(({ prepare }) => prepare(context))
      }),
    )
  }
  return ready
}

const isSameAddress = (address: string | undefined, { origin, pathname }: URL): boolean => address === origin + pathname

/** `auth.signOut`. Local first: the session is over here when this returns its promise, whatever the network does. */
async function signOut(context: Context, given: SignOutOptions | Ignored | undefined): Promise<void> {
  const { presence, vault, flows, emit, tellTabs, report, platform } = context
  const options = toGiven<SignOutOptions>(given, 'provider returnTo idTokenHint')
  must(/^(url|form|none)$/.test(options.idTokenHint ?? 'url'), "idTokenHint must be 'url', 'form' or 'none'")
  context.signIn?.abort('sign-out')
  const { held, epoch } = presence
  vault.giveUp(epoch, platform.now().wall)
  presence.end('signed-out')
  // What is stored may be newer than memory, or not yet in it.
  const stored = vault.peek().catch(() => undefined)
  const written = vault.end('signed-out').catch(() => emit('storage', { problem: 'failed' }))
  // At once, because a store may answer nobody; and when they find it there.
  tellTabs()
  await written
  tellTabs()
  const session = ((await stored)?.held ?? held)?.session
  // Without the chunk nothing can be revoked, as offline; the session is over here all the same.
  await flows().then(
    ({ leaveProvider }) => leaveProvider(context, session, options),
    () => void report('revocation-failed'),
  )
}
