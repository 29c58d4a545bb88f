import type { AuthOptions } from '../client/options.js'
import { PENDING } from '../domain/auth-state.js'
import { AuthError } from '../domain/errors.js'
import type { Fetch } from '../platform/platform.js'
import type { Auth } from './auth.js'
import { FETCH_BY, type FetchBy } from './fetch-by.js'
import { loadServerFetch } from './loading.js'

/** What `createAuth` gives where there is no browser: nothing happens, nobody is signed in, and nothing is sent to an API. */
export function createServerAuth(options: AuthOptions<string, unknown>, fetch: Fetch): Auth & FetchBy {
  const refuse = async () => {
    throw new AuthError('not-in-browser', 'Only a browser can do this')
  }
  const nothing = () => undefined
  const fetchBy =
    (send: Fetch): Fetch =>
    async (input, init) =>
      (await loadServerFetch()).isDeclared(options, input) ? refuse() : send(input, init)
  return {
    state: PENDING,
    ready: Promise.resolve(PENDING),
    subscribe(listener) {
      listener(PENDING)
      return nothing
    },
    signIn: refuse,
    signOut: async () => undefined,
    requireUser: refuse,
    headersFor: refuse,
    challengeOf: nothing,
    userInfo: refuse,
    inspect: refuse,
    fetch: fetchBy(fetch),
    [FETCH_BY]: fetchBy,
    on: () => nothing,
    dispose: nothing,
  }
}
