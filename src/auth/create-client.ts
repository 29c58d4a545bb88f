import { createFetch } from '../access/fetch.js'
import { toCallOptions } from '../client/call-options.js'
import { must } from '../client/checks.js'
import type { Config, Seams } from '../client/config.js'
import { type Context, createContext, type Flows, loaded } from '../client/context.js'
import type { CurrentSession, State } from '../client/current-session.js'
import type { SignInOptions, SignOutOptions } from '../client/options.js'
import { type AnyAuthError, AuthError } from '../domain/errors.js'
import type { SessionEntry } from '../domain/session.js'
import { isStateOf } from '../domain/state-parameter.js'
import type { Platform } from '../platform/platform.js'
import { takeAuthorizationResponse } from '../sign-in/authorization-response.js'
import type { Auth, Ignored } from './auth.js'

/** One client of one page. */
export interface Client {
  readonly context: Context
  /** Its `Auth` for one caller of `createAuth`, with that caller's `dispose`. */
  readonly toAuth: (dispose: () => void) => Auth
}

/** Builds one client on a platform and starts it. */
export function createClient(config: Config, seams: Seams, platform: Platform): Client {
  const context = createContext(config, seams, platform)
  const { current, flows, on } = context
  const ready = start(context)
  const fetch = createFetch(context)
  // With `openid: false` the states are of another kind, which the overloads of `createAuth` say; inside they are all one.
  const { subscribe } = current as unknown as Auth
  const toAuth = (dispose: () => void): Auth => ({
    get state() {
      return current.state as Auth['state']
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
      const caller = await toCaller(current)
      return (await flows()).headersFor(context, url, { ...options, caller })
    },
    // Whoever has an answer of an API has loaded what reads it.
    challengeOf: (response) => context.challengeOf?.(response),
    async userInfo() {
      const caller = await toCaller(current)
      return (await flows()).userInfo(context, caller)
    },
    on,
    inspect: async () => (await flows()).inspect(context),
    dispose,
  })
  return { context, toAuth }
}

/** Who is present at a call, known before its chunk is there: what it gives must not be of somebody who comes meanwhile. */
async function toCaller(current: CurrentSession): Promise<SessionEntry | undefined> {
  const { entry, state } = current
  if (entry || state.status !== 'pending') return entry
  await current.settled()
  return current.entry
}

/** Takes a return off the address bar and completes it, or restores the session; and follows the page's life. */
function start(context: Context): Promise<State> {
  const { platform, config, current, emit, report, flows, stops } = context
  const { page } = platform
  const ready = current.settled()
  const response = page && takeAuthorizationResponse(page, config.clientHash)
  // A router that is there already has read the callback, and follows `popstate`. One that is created later hears nothing.
  if (response?.isPlaced) page?.announceReplace()
  const settle = async (failure?: AnyAuthError) => {
    // Nobody is there before whom a session could be shown.
    await page?.shown()
    if (config.persistence === 'memory' && !response) {
      // What other tabs tell meanwhile decides nothing: the provider is being asked.
      current.isReturning = true
      await flows()
        .then((late) => late.restoreSilently(context))
        .catch(() => undefined)
    }
    current.isReturning = false
    if (config.idle) {
      try {
        await (await loaded(import('../sign-in/idle.js'))).watchIdle(context, () =>
          signOut(context, { provider: false }),
        )
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
    emit('navigation', { to: 'return' })
    // Beside the chunk that comes now, not after it.
    platform.store.open?.()
    current.isReturning = true
    flows()
      .then(({ completeRedirect }) => completeRedirect(context, response, version))
      .then(() => settle(), settle)
  } else {
    settle()
  }
  // A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
  const follow = () => current.entry && platform.whenIdle(() => ahead(({ renewalsOf }) => renewalsOf(context)))
  // For what is done ahead of time: failing costs nothing, and whoever needs it tries again.
  const ahead = (run: (late: Flows) => unknown) =>
    void flows()
      .then(run)
      .catch(() => undefined)
  // A developer is at work.
  if (platform.isLoopback) {
    import('../development/problem-report.js').then(
      ({ createCallWatch, prepareDiagnosis }) => {
        context.callWatch = createCallWatch(context)
        prepareDiagnosis(context)
      },
      () => undefined,
    )
  }
  // Others may ask for a sign-in at one address of the app. A return that leads there has had it.
  if (page && !response && isSameAddress(config.initiateLogin, page.url())) ahead((late) => late.initiateLogin(context))
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

const isSameAddress = (address: string | undefined, { origin, pathname }: URL): boolean => address === origin + pathname

/** `auth.signOut`. Local first: the session is over here when this returns its promise, whatever the network does. */
async function signOut(context: Context, argument: SignOutOptions | Ignored | undefined): Promise<void> {
  const { current, vault, flows, emit, tellTabs, report, platform } = context
  const options = toCallOptions<SignOutOptions>(argument, 'provider returnTo idTokenHint')
  must(/^(url|form|none)$/.test(options.idTokenHint ?? 'url'), "idTokenHint must be 'url', 'form' or 'none'")
  context.signIn?.abort('sign-out')
  const { entry, epoch } = current
  vault.giveUp(epoch, platform.now().wall)
  current.end('signed-out')
  // What is stored may be newer than memory, or not yet in it.
  const stored = vault.peek().catch(() => undefined)
  const written = vault.end('signed-out').catch(() => emit('storage', { problem: 'failed' }))
  // At once, because a store may answer nobody; and when they find it there.
  tellTabs()
  await written
  tellTabs()
  const session = ((await stored)?.entry ?? entry)?.session
  // Without the chunk nothing can be revoked, as offline; the session is over here all the same.
  await flows().then(
    ({ leaveProvider }) => leaveProvider(context, session, options),
    () => void report('revocation-failed'),
  )
}
