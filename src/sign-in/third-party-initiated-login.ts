import type { Context } from '../client/context.js'
import { toReturnTo } from './authorization-response.js'
import { signInOf } from './sign-in.js'

/**
 * Starts the sign-in that somebody else asks for (OpenID Connect Core 1.0, section 4): this issuer's alone, to a place of this
 * origin alone. It counts as one that starts by itself. What it fails with is told in the state and the events.
 */
export async function initiateLogin(context: Context): Promise<void> {
  const { platform, config } = context
  const { page } = platform
  if (!page) return
  const { searchParams: search } = page.url()
  const [issuer, ...more] = search.getAll('iss')
  // Somebody who names another provider, or two, wants another one's user here.
  if (issuer !== config.issuer || more.length) return
  const loginHint = search.get('login_hint') ?? undefined
  const returnTo = toReturnTo(page, search.get('target_link_uri') ?? undefined) || page.base().href
  const { loadRequireUser } = await context.later.signIn()
  const { noteStart } = await loadRequireUser()
  noteStart(context)
  await signInOf(context).signIn({ returnTo, loginHint })
}
