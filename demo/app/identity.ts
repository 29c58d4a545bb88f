import { isAuthError } from 'latchkey'
import { auth } from './auth.js'
import { announce, find, icon, make } from './dom.js'

type State = typeof auth.state

const REASONS: Readonly<Record<NonNullable<State['reason']>, string>> = {
  none: '',
  'signed-out': 'You are signed out.',
  expired: 'Your session has ended. Sign in to go on.',
  elsewhere: 'You were signed out in another tab.',
  failed: 'That sign-in did not work.',
}

/** What each check says, in the words of somebody who reads a badge. */
const MEANINGS: Readonly<Record<string, string>> = {
  signature: 'fits a key of the provider',
  alg: 'is one we accept',
  typ: 'is not another kind of token',
  iss: 'is our provider',
  aud: 'is this app',
  azp: 'is no other app',
  sub: 'names a user',
  exp: 'is still ahead',
  iat: 'is recent',
  nbf: 'is past',
  nonce: 'is of this sign-in',
  at_hash: 'fits the access token',
  auth_time: 'is plausible',
  'same user': 'as before the renewal',
}

/** Who is signed in, the buttons for it, and what went wrong. */
export function mountIdentity(): void {
  find('sign-in').addEventListener('click', () => signIn())
  find('hero-sign-in').addEventListener('click', () => signIn())
  find('sign-out').addEventListener('click', () => auth.signOut())
  auth.subscribe((state) => {
    document.body.dataset['auth'] = state.status
    showUser(state.user)
    showNotice(state)
    if (state.status === 'signed-in') announce(`Signed in as ${state.user.name ?? state.user.sub}`)
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
  picture.alt = user === undefined ? '' : `Picture of ${user.name ?? user.sub}`
  document.title = user?.name ? `${user.name} · To-do list` : 'To-do list'
  find('claims').replaceChildren(...Object.entries(user ?? {}).map(([name, value]) => claim(name, value)))
}

function claim(name: string, value: unknown): HTMLElement {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return make(
    'div',
    { data: { claim: name } },
    make('dt', { text: name }),
    make('dd', { text: name === 'auth_time' ? `${text} (${clock(Number(value) * 1000)})` : text }),
  )
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

/** The time of day, to the second. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}
