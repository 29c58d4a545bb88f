import type { Context, Parts } from '../client/context.js'
import type { Later } from '../client/later.js'
import type { OwnWindow } from '../platform/platform.js'
import { loaded } from './loaded.js'

// What is loaded when it is needed; `further-loading.ts` has what comes after signing in. Which chunk a part is in is said by
// tools/chunks.mjs. A chunk that a later deploy took away is tried again at the next use.

type Late = typeof import('./sign-in-and-access.js')

type Below = Awaited<ReturnType<Later<Context>['signIn']>>
type Members = Pick<Late, 'signIn' | 'requireUser' | 'headersFor' | 'userInfo' | 'inspect'>

/** What the members of an `Auth` load, besides what the rooms below ask for. */
export type LoadingMembers = Omit<Later<Context>, 'signIn'> & { readonly signIn: () => Promise<Below & Members> }

/** What the rooms below ask for, and what only the members of an `Auth` do. */
export interface Loading extends Later<Context> {
  readonly signIn: () => Promise<Late>
  readonly idle: () => Promise<typeof import('../sign-in/idle.js')>
}

/** What a client is put together from, with everything that its members load. */
export interface ClientParts extends Parts {
  readonly later: Loading
}

export const LOADING: Loading = {
  signIn: () => loaded(import('./sign-in-and-access.js')),
  idle: () => loaded(import('../sign-in/idle.js')),
  // A store that cannot be loaded is one that fails: whoever reads it says what that means.
  ownStore: () => import('../session/own-store.js'),
}

/** What is done with the window that the page stands in. */
export const loadWindow = async (): Promise<OwnWindow> => (await LOADING.signIn()).OWN_WINDOW

/** Whether a call on a server is for a declared API. */
export const loadServerFetch = (): Promise<typeof import('./server-fetch.js')> => import('./server-fetch.js')
