'use client'
import { isAuthError } from 'latchkey'
import { SignedIn, useAuth } from 'latchkey/react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { auth } from '../../lib/auth'

export default function Guard({ children }: { readonly children: ReactNode }) {
  const { state } = useAuth()
  const router = useRouter()
  useEffect(() => {
    const gone = new AbortController()
    auth.requireUser({ signal: gone.signal }).catch((error: unknown) => {
      // After a sign-out nobody is asked. A sign-in that failed is told below.
      if (isAuthError(error) && error.code === 'sign-in-required') router.replace('/')
    })
    return () => gone.abort()
  }, [router])
  return (
    <SignedIn pending="One moment …" fallback={<p role="alert">{state.error?.message}</p>}>
      {children}
    </SignedIn>
  )
}
