import type { RequireUserOptions } from '../client/options.js'
import type { Requiring } from './guarded-user.js'
import { isSignInRequired } from './sign-in-required.js'

/** What is required, and where to go when nobody is signed in and nobody may be asked. */
interface Wanted extends Omit<RequireUserOptions, 'signal'> {
  readonly signedOut?: string | undefined
}

/**
 * Asks for a user on behalf of what is on the page, until the returned function is called; `go` is the router's. Whatever else
 * fails, the page shows it: nobody is there, and `state` says why.
 */
export function askForUser(
  { requireUser }: Requiring,
  { signedOut, ...required }: Wanted,
  go: (to: string) => unknown,
): () => void {
  const gone = new AbortController()
  requireUser({ ...required, signal: gone.signal }).catch((error: unknown) => {
    // The app's own mistake, which no state tells.
    if (error instanceof TypeError) throw error
    if (signedOut !== undefined && isSignInRequired(error)) go(signedOut)
  })
  return () => gone.abort()
}
