import { type Cell, fails, works } from './cells.js'
import type { Tab } from './engine.js'
import { trySignIn } from './sign-in-cells.js'
import { explain } from './token-cells.js'
import { call, openPage, type Visit } from './visit.js'

// Sign-ins with an option set, each from nothing: a session of other options would be in its way.

export async function tryBinding(visit: Visit): Promise<Cell> {
  const tab = await signInAt(visit, 'dpop')
  if ('result' in tab) return tab
  // Whose token is no JWT when it is for nobody: that it is bound, an API sees of its own.
  const answer = await call(tab, `${visit.site.app.resource}things`)
  if (answer !== '200') return fails(await explain(tab, answer))
  return visit.site.api.calls.at(-1)?.isBound ? works() : fails('its token is not bound to the key')
}

export async function tryPushing(visit: Visit): Promise<Cell> {
  const tab = await signInAt(visit, 'par')
  if ('result' in tab) return tab
  const isPushed = await tab.run(() => sessionStorage.getItem('pushed') === 'yes')
  return isPushed ? works() : fails('nothing was pushed')
}

/** The second API takes no token that is not for it. */
export async function tryOwnToken(visit: Visit): Promise<Cell> {
  const tab = await signInAt(visit, 'own')
  if ('result' in tab) return tab
  const answer = await call(tab, `${visit.site.app.resource}things`)
  return answer === '200' ? works() : fails(await explain(tab, answer))
}

/** Signs in at a page of the app. */
async function signInAt(visit: Visit, variant: 'dpop' | 'par' | 'own'): Promise<Tab | Cell> {
  const tab = await openPage(visit, variant)
  const cell = await trySignIn(visit, tab)
  return cell.result === 'works' ? tab : cell
}
