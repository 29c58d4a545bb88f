import { useAuth } from 'latchkey/react'
import { useEffect, useLayoutEffect } from 'react'
import { Outlet } from 'react-router'
import { useAnnounce } from './announcer'
import { Header } from './header'
import { Notice } from './notice'

export function Layout() {
  const { status, user } = useAuth()
  const announce = useAnnounce()
  const name = user?.name ?? user?.sub

  // The stylesheet goes by it.
  useLayoutEffect(() => {
    document.body.dataset.auth = status
  }, [status])

  useEffect(() => {
    document.title = name ? `${name} · To-do list` : 'To-do list'
    announce(name ? `Signed in as ${name}` : '')
  }, [name, announce])

  return (
    <>
      <a className="skip" href="#list">
        Skip to the list
      </a>
      <Header />
      <main>
        <Notice />
        <Outlet />
      </main>
      <footer className="foot">
        <p>App, provider and calendar run on your machine. The provider forgets everything when it stops.</p>
      </footer>
    </>
  )
}
