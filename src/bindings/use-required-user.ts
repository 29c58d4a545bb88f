'use client'
import { useEffect } from 'react'
import { askForUser } from './ask-for-user.js'
import { useProvided, useTold } from './react-auth.js'
import type { Router } from './use-way-back.js'

/** `useRequireUser`, of a client of any type. */
export function useRequiredUser(router: Router, options: object = {}): unknown {
  const provided = useProvided('useRequireUser')
  const { auth } = provided
  // By their values: they are written anew wherever the component is rendered.
  const written = JSON.stringify(options)
  useEffect(() => askForUser(auth, JSON.parse(written), (to) => router.replace(to)), [auth, router, written])
  return useTold(provided)
}
