import type { PanelHook } from '../development/panel-hook.js'
import { make, makeButton } from './make.js'
import type { ObservedAuth } from './observed-auth.js'

interface Parts {
  readonly auth: ObservedAuth
  readonly hook: () => PanelHook | undefined
  /** Says what was done. */
  readonly say: (sentence: string) => void
  readonly onChange: () => void
}

/** What a developer may do to the client. */
export interface Actions {
  readonly element: HTMLElement
  readonly show: (isHooked: boolean, isOffline: boolean) => void
}

export function makeActions({ auth, hook, say, onChange }: Parts): Actions {
  const signOut = (provider: boolean) => () => {
    auth.signOut(provider ? {} : { provider }).then(
      () => say('Signed out.'),
      ({ code }) => say(`The sign-out failed: ${code}`),
    )
  }
  const expire = makeButton(
    'Expire the tokens',
    () => {
      hook()?.expire()
      say('The access tokens count as expired in this tab: the next call renews.')
      onChange()
    },
    { disabled: '' },
  )
  const offline = makeButton(
    'Offline',
    () => {
      const isOffline = !hook()?.isOffline()
      hook()?.setOffline(isOffline)
      // As a browser tells a page: whoever waits for the network hears of it.
      dispatchEvent(new Event(isOffline ? 'offline' : 'online'))
      say(isOffline ? 'Offline: requests of this client fail.' : 'Online again.')
      onChange()
    },
    { role: 'switch', 'aria-checked': 'false', disabled: '' },
  )
  const note = make(
    'p',
    { class: 'quiet', hidden: '' },
    'The last two need the development build of latchkey, in a page on localhost.',
  )
  const element = make(
    'section',
    { class: 'actions', 'aria-labelledby': 'actions-title' },
    make('h2', { id: 'actions-title' }, 'Try what happens'),
    make(
      'div',
      { class: 'buttons' },
      makeButton('Sign out here', signOut(false)),
      makeButton('Sign out everywhere', signOut(true)),
      expire,
      offline,
    ),
    note,
  )
  return {
    element,
    show(isHooked, isOffline) {
      for (const button of [expire, offline]) button.toggleAttribute('disabled', !isHooked)
      offline.setAttribute('aria-checked', `${isOffline}`)
      note.hidden = isHooked
    },
  }
}
