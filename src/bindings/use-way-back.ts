'use client'
import { useEffect } from 'react'
import type { WayBack } from './way-back.js'

/** A router of Next.js, as `useRouter` of `next/navigation` or `next/router` gives it. */
export interface Router {
  /** Goes to an address of the app, in the place of the present one. */
  readonly replace: (href: string) => unknown
}

/** Brings the user back to where they came from, by the router, once the page that the server rendered is in place. */
export function useWayBack({ follow }: WayBack, router: Router): void {
  useEffect(() => follow((returnTo) => void router.replace(returnTo)), [follow, router])
}
