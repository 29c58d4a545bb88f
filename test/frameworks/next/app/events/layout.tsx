'use client'
import { useRequireUser } from 'latchkey/next'
import { SignedIn } from 'latchkey/react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'

export default function Guard({ children }: { readonly children: ReactNode }) {
  const { state } = useRequireUser(useRouter(), { signedOut: '/' })
  return (
    <SignedIn pending="One moment …" fallback={<p role="alert">{state.error?.message}</p>}>
      {children}
    </SignedIn>
  )
}
