import { A } from '@solidjs/router'
import { useAuth } from 'latchkey/solid'
import { Match, Show, Switch } from 'solid-js'

export function Header() {
  const { status, user, signIn, signOut } = useAuth()

  return (
    <header class="bar">
      <h1 class="logo">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>
          To-do list<small>a latchkey demo</small>
        </span>
      </h1>
      <nav aria-label="Pages">
        <A href="/" end>
          List
        </A>
        <A href="/calendar" data-testid="calendar-link">
          Calendar
        </A>
      </nav>
      <Switch>
        <Match when={user()}>
          {(who) => (
            <div class="who" data-when="signed-in">
              <Show when={who().picture}>
                <img
                  src={who().picture}
                  alt={`Portrait of ${who().name ?? who().sub}`}
                  data-testid="user-picture"
                  width="40"
                  height="40"
                />
              </Show>
              <span class="who-text">
                <strong data-testid="user-name">{who().name}</strong>
                <span>{who().email}</span>
              </span>
              <button type="button" class="button" data-testid="sign-out" onClick={signOut}>
                Sign out
              </button>
            </div>
          )}
        </Match>
        <Match when={status() === 'signed-out'}>
          <div class="who" data-when="signed-out">
            <button type="button" class="button solid" data-testid="sign-in" onClick={signIn}>
              Sign in
            </button>
          </div>
        </Match>
        <Match when={status() === 'pending'}>
          <p class="who quiet" data-when="pending">
            One moment …
          </p>
        </Match>
      </Switch>
    </header>
  )
}
