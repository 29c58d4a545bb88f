import { setUp, signIn } from './home.js'

/**
 * Makes a call on the page of a signed-in user whose app has a `fetch` of its own, which nothing answers but the calendar. Gives the
 * init that it was handed, and the page's address: what an engine makes of a member is not always to be seen of its request.
 */
export async function toGivenInit(...call: Parameters<typeof fetch>): Promise<{ init: RequestInit; page: string }> {
  const { tab, provider, world } = setUp()
  await signIn(tab, provider)
  tab.reload()
  const inits: RequestInit[] = []
  const send: typeof fetch = (input, init = {}) => {
    inits.push(init)
    return tab.platform.fetch(input as RequestInfo, init)
  }
  const auth = tab.auth({ fetch: send })
  await auth.ready
  await world.rest()
  inits.length = 0

  await auth.fetch(...call).catch(() => undefined)

  return { init: inits[0] ?? {}, page: tab.url }
}
