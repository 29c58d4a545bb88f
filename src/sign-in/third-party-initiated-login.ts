import type { Context } from '../client/context.js'
import { guard } from '../client/emitter.js'
import type { Contents } from '../session/vault.js'
import { toReturnTo } from './authorization-response.js'
import { signInOf } from './sign-in.js'

// An app below a path takes that away before its router reads the rest: here no segment may begin so.
const DOUBLED = /\/\.*(\/|%([01]|2[5ef]|5c))/i

/**
 * Starts the sign-in that somebody else asks for (OpenID Connect Core 1.0, section 4): this issuer's alone, to a place of this
 * origin alone. A link can be anybody's: over a session that stands it leads to that place and changes no user, and after a
 * sign-out the provider asks who it is. It counts as one that starts by itself. What it fails with is told in the state and the
 * events.
 */
export async function initiateLogin(context: Context): Promise<void> {
  const { platform, config, current, seams, vault } = context
  const { page } = platform
  await current.settled()
  if (!page) return
  const { origin, pathname, searchParams: search } = page.url()
  const [issuer, ...more] = search.getAll('iss')
  // Somebody who names another provider, or two, wants another one's user here. And who has gone on meanwhile is not moved.
  if (issuer !== config.issuer || more.length || config.initiateLogin !== origin + pathname) return
  const wanted = toReturnTo(page, search.get('target_link_uri') ?? undefined)
  const isPlain = wanted && !DOUBLED.test(new URL(wanted).pathname)
  const returnTo = (isPlain && wanted) || toReturnTo(page, page.base().href) || `${origin}/`
  // Where it cannot be told whether there was a sign-out, there may have been one.
  const { entry, row, isUnreadable }: Contents = await vault.load().catch(() => ({ isUnreadable: true }))
  // The next client of the page sees to it (a framework that makes everything twice while it is developed with).
  if (!context.stops) return
  // One that the app's schema refuses stands as well.
  if (current.entry || entry) {
    const put = (address: string) => {
      page.replace(address)
      page.announceReplace()
    }
    return guard(seams.onReturn ?? put, returnTo)
  }
  const { loadRequireUser } = await context.later.signIn()
  const { noteStart } = await loadRequireUser()
  await noteStart(context)
  const isAsked = isUnreadable || row?.ended === 'signed-out'
  const prompt = config.scopes.includes('offline_access') ? 'login consent' : 'login'
  await signInOf(context).signIn({
    returnTo,
    loginHint: search.get('login_hint') ?? undefined,
    prompt: isAsked ? prompt : undefined,
  })
}
