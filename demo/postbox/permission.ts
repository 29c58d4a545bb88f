import { isAuthError } from 'latchkey'
import { announce, find, icon, make } from '../app/dom.js'
import { MICROBLOG } from './addresses.js'
import { auth } from './auth.js'
import { DENIED, REASONS, SCOPES } from './explanations.js'

type State = typeof auth.state

/** Whether the app may act, the buttons for it, and why not. There is nobody to name: see `openid: false`. */
export function mountPermission(): void {
  find('allow').addEventListener('click', () => ask())
  // The microblog has no logout page, because nobody has signed in.
  find('give-back').addEventListener('click', () => auth.signOut({ provider: false }))
  find<HTMLAnchorElement>('to-microblog').href = `${MICROBLOG}/`
  auth.subscribe((state) => {
    document.body.dataset['auth'] = state.status
    showScopes(state.scopes?.microblog)
    showNotice(state)
    announce(state.status === 'authorized' ? 'Postbox may post for you' : '')
  })
}

/** Leaves for the microblog's page. What fails before that is shown here, everything else by the state. */
export function ask(options?: Parameters<typeof auth.signIn>[0]): void {
  auth.signIn(options).catch((error: unknown) => {
    if (!isAuthError(error)) throw error
    showNotice({ ...auth.state, error } as State)
  })
}

function showScopes(granted: readonly string[] | undefined): void {
  find('scopes').replaceChildren(
    ...Object.entries(SCOPES).map(([scope, meaning]) => {
      const has = granted?.includes(scope) ?? false
      const name = make('span', {}, make('code', { text: scope }))
      name.append(`: ${meaning}`)
      return make(
        'li',
        { class: 'scope', data: { scope, granted: String(has) } },
        icon(has ? 'check' : 'dot'),
        name,
        make('span', { class: 'aside-voice', text: has ? 'allowed' : 'not allowed' }),
      )
    }),
  )
}

function showNotice({ status, reason, error }: State): void {
  const isDenied = error?.code === 'sign-in-denied' && status !== 'pending'
  const told = reason === undefined || isDenied ? '' : REASONS[reason]
  const sentence = isDenied ? DENIED[status] : told
  // What has ended the permission is in the reason already.
  const isBroken = error !== undefined && !isDenied && reason !== 'expired'
  find('reason').textContent = sentence
  find('reason').hidden = sentence === ''
  find('error').hidden = !isBroken
  find('error-message').textContent = isBroken ? error.message : ''
  find('error-code').textContent = isBroken ? error.code : ''
  const notice = find('notice')
  notice.hidden = sentence === '' && !isBroken
  notice.dataset['kind'] = isBroken ? 'bad' : 'plain'
}
