import { useAuth } from 'latchkey/react'

export function Badge() {
  const { user, state, signIn, signOut } = useAuth()
  return (
    <>
      {state.error && <p role="alert">Signing in has failed: {state.error.code}</p>}
      <button type="button" onClick={user ? signOut : signIn}>
        {user?.name ?? 'Sign in'}
      </button>
    </>
  )
}
