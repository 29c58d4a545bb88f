import { createFetch } from '../access/fetch.js'
import { type Context, createContext } from '../client/context.js'
import type { CurrentSession, State } from '../client/current-session.js'
import type { Ignored, SignInOptions } from '../client/options.js'
import type { SessionEntry } from '../domain/session.js'
import { signOut } from '../sign-in/sign-out.js'
import type { Auth } from './auth.js'
import { FETCH_BY, type FetchBy } from './fetch-by.js'
import type { ClientParts, LoadingMembers } from './loading.js'
import { start } from './start.js'

/** One client of one page. */
export interface Client {
  readonly context: Context
  /** Its `Auth` for one caller of `createAuth`. `letGo` tells, when it is disposed of, whether nobody shares the client any more. */
  readonly toAuth: (letGo: () => boolean) => Auth & FetchBy
}

/** Builds one client on a platform and starts it. */
export function createClient(parts: ClientParts): Client {
  const context = createContext(parts)
  return { context, toAuth: toMembers(context, parts.later, start(context, parts)) }
}

/** What makes the `Auth` of a client whose first settled state is known, or comes. */
export function toMembers(context: Context, later: LoadingMembers, ready: Promise<State>): Client['toAuth'] {
  const { platform, current, on } = context
  const fetch = createFetch(context)
  // With `openid: false` the states are of another kind, which the overloads of `createAuth` say; inside they are all one.
  const { subscribe } = current as unknown as Auth
  const signIn = async (options?: SignInOptions | Ignored) => {
    // In the user's act: a popup that is opened later is blocked.
    const popup = Object(options).mode === 'popup' ? platform.page?.open() : undefined
    const late = await later.signIn().catch(async (failure) => {
      popup?.close()
      await current.fail(failure)
      throw failure
    })
    // By the mode it resolves or not, which the overloads of `Auth` say.
    return late.signIn(context, options, popup) as Promise<never>
  }
  return (letGo) => ({
    get state() {
      return current.state as Auth['state']
    },
    ready: ready as Auth['ready'],
    subscribe,
    signIn(options?: SignInOptions | Ignored) {
      const left = signIn(options)
      // Whoever hands `signIn` to an event catches nothing: the state has the error.
      if (Object(options).preventDefault) left.catch(() => undefined)
      return left
    },
    signOut: (options) => signOut(context, options),
    async requireUser(options) {
      // At the call: by the time that the chunk is there the pointer may be elsewhere.
      const ahead = platform.page?.ahead()
      return (await later.signIn()).requireUser(context, options, ahead)
    },
    fetch,
    [FETCH_BY]: (send) => createFetch(context, send),
    async headersFor(url, options) {
      const caller = await toCaller(current)
      return (await later.signIn()).headersFor(context, url, { ...options, caller })
    },
    // Whoever has an answer of an API has loaded what reads it.
    challengeOf: (response) => context.challengeOf?.(response),
    async userInfo() {
      const caller = await toCaller(current)
      return (await later.signIn()).userInfo(context, caller)
    },
    on,
    inspect: async () => (await later.signIn()).inspect(context),
    dispose() {
      if (!letGo()) return
      const { stops = [], signIn } = context
      context.stops = undefined
      signIn?.abort('disposal')
      for (const stop of stops) stop()
    },
  })
}

/** Who is present at a call, known before its chunk is there: what it gives must not be of somebody who comes meanwhile. */
async function toCaller(current: CurrentSession): Promise<SessionEntry | undefined> {
  const { entry, state } = current
  if (entry || state.status !== 'pending') return entry
  await current.settled()
  return current.entry
}
