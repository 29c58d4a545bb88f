'use client'
import { useWayBack } from 'latchkey/next'
import { AuthProvider } from 'latchkey/react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { auth, wayBack } from '../lib/auth'

export function Providers({ children }: { readonly children: ReactNode }) {
  useWayBack(wayBack, useRouter())
  return <AuthProvider auth={auth}>{children}</AuthProvider>
}
