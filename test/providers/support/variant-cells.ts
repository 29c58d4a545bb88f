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

/** The second API takes no token that is not for it: its own it does, and that of the first it does not. */
export async function tryOwnToken(visit: Visit): Promise<Cell> {
  const tab = await signInAt(visit, 'own')
  if ('result' in tab) return tab
  const { api, app, shared } = visit.site
  const tokens: string[] = []
  for (const url of [shared, app.resource]) {
    const answer = await call(tab, `${url}things`)
    if (answer !== '200') return fails(await explain(tab, answer))
    tokens.push(String(api.calls.at(-1)?.token))
  }
  const [first = '', second] = tokens
  if (await api.refusalOf(first)) return works()
  return works(
    first === second
      ? 'one token comes to both APIs, and names the second'
      : 'each token names the second API, whichever it comes to: so that API takes that of the first, too',
  )
}

/** Signs in at a page of the app. */
async function signInAt(visit: Visit, variant: 'dpop' | 'par' | 'own'): Promise<Tab | Cell> {
  const tab = await openPage(visit, variant)
  const cell = await trySignIn(visit, tab)
  return cell.result === 'works' ? tab : cell
}
