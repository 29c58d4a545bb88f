import { find, make } from './dom.js'
import { ELSEWHERE } from './elsewhere.js'

/** Says where the app signs in when that is not at the demo's own provider, and hides what only that can do. */
export function mountProviderNote(): void {
  if (ELSEWHERE === undefined) return
  const { title, note, page } = ELSEWHERE
  find('hero-sign-in').textContent = `Sign in with ${title}`
  find('provider-note').hidden = false
  const link = make('a', { text: page.slice(1) })
  link.href = page
  find('provider-note-text').append(`${note} `, link)
  for (const part of document.querySelectorAll<HTMLElement>('[data-provider]'))
    part.hidden = part.dataset['provider'] === 'own'
}
