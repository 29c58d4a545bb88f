import { useAuth } from 'latchkey/solid'
import { createEffect, type ParentProps } from 'solid-js'
import { announce, announcement } from './announcer.js'
import { Header } from './header.jsx'
import { Notice } from './notice.jsx'

export function Layout(props: ParentProps) {
  const { status, user } = useAuth()

  createEffect(() => {
    document.body.dataset['auth'] = status()
  })
  createEffect(() => {
    const name = user()?.name
    document.title = name ? `${name} · To-do list` : 'To-do list'
    announce(user() ? `Signed in as ${name ?? user()?.sub}` : '')
  })

  return (
    <>
      {/* External to the router, whose own jump would leave the focus where it is. */}
      <a class="skip" href="#list" rel="external">
        Skip to the list
      </a>
      <Header />
      <p class="aside-voice" role="status" data-testid="announcer">
        {announcement()}
      </p>
      <main>
        <Notice />
        {props.children}
      </main>
      <footer class="foot">
        <p>App, provider and calendar run on your machine. The provider forgets everything when it stops.</p>
      </footer>
    </>
  )
}
