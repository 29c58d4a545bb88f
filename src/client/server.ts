import { toUrl } from '../domain/address.js'
import { matchApi, toPlace } from '../domain/api.js'
import { AuthError } from '../domain/errors.js'
import { PENDING } from '../domain/state.js'
import type { Fetch } from '../platform/platform.js'
import type { Auth } from './auth.js'
import type { AuthOptions } from './options.js'

/** What `createAuth` gives where there is no browser: nothing happens, nobody is signed in, and nothing is sent to an API. */
export function createServerAuth({ apis = {} }: AuthOptions<string, unknown>, fetch: Fetch): Auth {
  const refuse = async () => {
    throw new AuthError('not-in-browser', 'Only a browser can do this')
  }
  const nothing = () => undefined
  // A relative URL belongs to a page, and there is none.
  const urls = Object.values(apis).flatMap(({ url }) => [url].flat().flatMap((text) => toUrl(text) ?? []))
  const declared = { name: '', places: urls.map(toPlace), scopes: [], anonymous: false }
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
    userInfo: refuse,
    inspect: refuse,
    async fetch(input, init) {
      const url = toUrl(typeof input === 'object' && 'url' in input ? input.url : String(input))
      return url && matchApi([declared], url) ? refuse() : fetch(input, init)
    },
    on: () => nothing,
    dispose: nothing,
  }
}
