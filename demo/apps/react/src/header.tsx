import { SignedIn, useAuth } from 'latchkey/react'
import { NavLink } from 'react-router'

export function Header() {
  return (
    <header className="bar">
      <h1 className="logo">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>
          To-do list<small>a latchkey demo</small>
        </span>
      </h1>
      <nav aria-label="Pages">
        <NavLink to="/">List</NavLink>
        <NavLink to="/calendar" data-testid="calendar-link">
          Calendar
        </NavLink>
      </nav>
      <SignedIn pending={<p className="who quiet">One moment …</p>} fallback={<Guest />}>
        <Who />
      </SignedIn>
    </header>
  )
}

function Guest() {
  const { signIn } = useAuth()
  return (
    <div className="who">
      <button type="button" className="button solid" data-testid="sign-in" onClick={signIn}>
        Sign in
      </button>
    </div>
  )
}

function Who() {
  const { user, signOut } = useAuth()
  return (
    <div className="who" data-when="signed-in">
      {user?.picture && (
        <img
          src={user.picture}
          alt={`Portrait of ${user.name ?? user.sub}`}
          width="40"
          height="40"
          data-testid="user-picture"
        />
      )}
      <span className="who-text">
        <strong data-testid="user-name">{user?.name}</strong>
        <span>{user?.email}</span>
      </span>
      <button type="button" className="button" data-testid="sign-out" onClick={signOut}>
        Sign out
      </button>
    </div>
  )
}
