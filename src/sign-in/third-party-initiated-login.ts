import type { Context } from '../client/context.js'
import { toReturnTo } from './authorization-response.js'
import type { SignIn } from './sign-in.js'

/**
 * Starts the sign-in that somebody else asks for (OpenID Connect Core 1.0, section 4): this issuer's alone, to a place of this
 * origin alone. `noteStart` counts it as one that starts by itself.
 */
export async function initiateLogin(
  context: Context,
  { signIn, noteStart }: Pick<SignIn, 'signIn'> & { readonly noteStart: (context: Context) => void },
): Promise<void> {
  const { platform, config } = context
  const { page } = platform
  if (!page) return
  const { searchParams: search } = page.url()
  const [issuer, ...more] = search.getAll('iss')
  // Somebody who names another provider, or two, wants another one's user here.
  if (issuer !== config.issuer || more.length) return
  const loginHint = search.get('login_hint') ?? undefined
  const returnTo = toReturnTo(page, search.get('target_link_uri') ?? undefined) || page.base().href
  noteStart(context)
  await signIn({ returnTo, ...(loginHint !== undefined && { loginHint }) })
}

// For one core chunk: see completion.ts.
export { findOrCreate } from '../auth/instances.js'
