'use client'
import { useAuth } from 'latchkey/react'
import Link from 'next/link'

export function Header() {
  return (
    <header>
      <Link href="/">Home</Link> <Link href="/events">Events</Link> <Badge />
    </header>
  )
}

function Badge() {
  const { status, user, signIn, signOut } = useAuth()
  if (status === 'pending') return <span data-testid="pending">One moment …</span>
  if (!user)
    return (
      <button type="button" onClick={signIn}>
        Sign in
      </button>
    )
  return (
    <>
      <span data-testid="user">{user.name}</span>{' '}
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  )
}
