/**
 * The way back from the provider, for where a server has rendered a page before the app knows where its user came from: kept
 * until the router is there to take it.
 */
export interface WayBack {
  /** The option of `createAuth`. */
  readonly onReturn: (returnTo: string) => void
  /** Has somebody go there: at once when the user has come back already, otherwise when they do. Until the returned function is called. */
  readonly follow: (go: (returnTo: string) => void) => () => void
}

/** A way back of one client. Each is taken once, as path, query and hash, by whoever follows last. */
export function createWayBack(): WayBack {
  let waiting: string | undefined
  let follower: ((returnTo: string) => void) | undefined
  const pass = () => {
    const returnTo = waiting
    if (returnTo === undefined || !follower) return
    waiting = undefined
    follower(returnTo)
  }
  return {
    onReturn: (address) => {
      // A router takes what begins with a slash for its own.
      const { pathname, search, hash } = new URL(address)
      waiting = pathname + search + hash
      pass()
    },
    follow: (go) => {
      follower = go
      pass()
      return () => {
        if (follower === go) follower = undefined
      }
    },
  }
}
