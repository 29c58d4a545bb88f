import { isAuthError } from 'latchkey'
import { auth } from './auth.js'
import { announce, find, icon, make, row } from './dom.js'
import { MEANINGS, REASONS } from './explanations.js'
import { toClaims } from './fields.js'

type State = typeof auth.state

/** Who is signed in, the buttons for it, and what went wrong. */
export function mountIdentity(): void {
  find('sign-in').addEventListener('click', () => signIn())
  find('hero-sign-in').addEventListener('click', () => signIn())
  find('sign-out').addEventListener('click', () => auth.signOut())
  auth.subscribe((state) => {
    document.body.dataset['auth'] = state.status
    showUser(state.user)
    showNotice(state)
    // What is said of one user is no news for the next.
    announce(state.status === 'signed-in' ? `Signed in as ${state.user.name ?? state.user.sub}` : '')
  })
}

/** Leaves for the provider. What fails after that is in `state.error`; what fails before is caught here. */
export function signIn(options?: Parameters<typeof auth.signIn>[0]): void {
  auth.signIn(options).catch((error: unknown) => {
    if (!isAuthError(error)) throw error
    showNotice({ reason: undefined, error })
  })
}

function showUser(user: State['user']): void {
  const picture = find<HTMLImageElement>('user-picture')
  find('user-name').textContent = user?.name ?? ''
  find('user-email').textContent = user?.email ?? ''
  if (user?.picture === undefined) picture.removeAttribute('src')
  else if (picture.src !== user.picture) picture.src = user.picture
  picture.hidden = user?.picture === undefined
  picture.alt = user === undefined ? '' : `Portrait of ${user.name ?? user.sub}`
  document.title = user?.name ? `${user.name} · To-do list` : 'To-do list'
  find('claims').replaceChildren(...toClaims(user ?? {}).map(row))
}

function showNotice({ reason, error }: Pick<State, 'reason' | 'error'>): void {
  const sentence = reason === undefined ? '' : REASONS[reason]
  find('reason').textContent = sentence
  find('reason').hidden = sentence === ''
  find('error').hidden = error === undefined
  find('error-message').textContent = error?.message ?? ''
  find('error-code').textContent = error?.code ?? ''
  const notice = find('notice')
  notice.hidden = sentence === '' && error === undefined
  notice.dataset['kind'] = error === undefined ? 'plain' : 'bad'
  notice.dataset['reason'] = reason ?? ''
}

/** The checks that the ID token passed, as latchkey reports them. */
export function showChecks(checks: readonly string[]): void {
  find('checks').replaceChildren(
    ...checks.map((check) =>
      make(
        'li',
        { data: { testid: 'check', check } },
        icon('check'),
        make('span', {}, make('code', { text: check }), make('span', { text: ` ${MEANINGS[check] ?? ''}` })),
      ),
    ),
  )
}
