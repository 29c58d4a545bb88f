// @vitest-environment happy-dom
import { createWayBack, useRequireUser, useWayBack, type WayBack } from 'latchkey/next'
import { AuthProvider } from 'latchkey/react'
import { createElement as h, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { APP, ISSUER, setUp, setUpSignedIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { describeGuard, type Options, toGuarded } from './guard.js'

let replaced: string[]

beforeEach(() => {
  replaced = []
})

/** Shows the part of an app that has the router. Gives how to take it away. */
function show(wayBack: WayBack, router = { replace: (href: string) => replaced.push(href) }): () => void {
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  const Leads = () => {
    useWayBack(wayBack, router)
    return null
  }
  root.render(h(StrictMode, null, h(Leads)))
  const unmount = () => root.unmount()
  onTestFinished(unmount)
  return unmount
}

/** A page to which the user has come back from the provider, before the app is shown. The provider’s answer is held. */
async function comeBack(returnTo = '/private?a=1#h') {
  const home = setUp()
  const wayBack = createWayBack()
  home.tab.auth({ onReturn: wayBack.onReturn })
  home.tab.goTo(await visitProvider(home.tab, home.provider, { options: { returnTo } }))
  const held = home.world.network.hold(`${ISSUER}/token`)
  const auth = home.tab.auth({ onReturn: wayBack.onReturn })
  return { ...home, auth, wayBack, held }
}

interface GuardedProps {
  readonly router?: { replace(href: string): void }
  readonly options?: Options
}

function Guarded({ router = { replace: () => undefined }, options }: GuardedProps): ReactNode {
  // Written anew each time, as where they stand in the component. The client here has any APIs.
  return toGuarded(useRequireUser(router, { ...options } as object))
}

describeGuard('the guard of Next.js', {
  mount: (auth, element, { options, go }) => {
    const root = createRoot(element)
    const router = { replace: go }
    root.render(h(StrictMode, null, h(AuthProvider, { auth }, h(Guarded, { router, options }))))
    return () => root.unmount()
  },
  render: (auth) => renderToString(h(AuthProvider, { auth }, h(Guarded))),
  renderWithout: () => renderToString(h(Guarded)),
})

describe('the way back', () => {
  it('waits for the router, and is taken once, in StrictMode, too', async () => {
    const { auth, wayBack, held } = await comeBack()
    held.release()
    await auth.ready

    show(wayBack)
    await until(() => replaced.length)
    await turn()

    expect(replaced).toEqual(['/private?a=1#h'])
    expect(auth.state.status).toBe('signed-in')
  })

  it('is taken at once when the router is there before the user is signed in', async () => {
    const { auth, wayBack, held } = await comeBack()
    show(wayBack)
    await turn()

    held.release()
    await auth.ready

    await until(() => replaced.length)
    expect(replaced).toEqual(['/private?a=1#h'])
  })

  it('is not taken again by what is shown later', async () => {
    const { auth, wayBack, held } = await comeBack()
    held.release()
    await auth.ready
    const unmount = show(wayBack)
    await until(() => replaced.length)

    unmount()
    show(wayBack)
    await turn()

    expect(replaced).toHaveLength(1)
  })

  it('leads nowhere when the page was only loaded again', async () => {
    const wayBack = createWayBack()
    const { tab } = await setUpSignedIn()
    tab.reload()
    await tab.auth({ onReturn: wayBack.onReturn }).ready

    show(wayBack)
    await turn()

    expect(replaced).toEqual([])
  })

  it('is kept while nothing that could take it is shown', async () => {
    const { auth, wayBack, held } = await comeBack()
    const unmount = show(wayBack)
    await turn()
    unmount()
    await turn()
    held.release()
    await auth.ready
    expect(replaced).toEqual([])

    show(wayBack)

    await until(() => replaced.length)
    expect(replaced).toEqual(['/private?a=1#h'])
  })

  it('leads where a link of others has asked for, on this origin', async () => {
    const { tab } = await setUpSignedIn()
    const wayBack = createWayBack()
    tab.goTo(`${APP}/start?iss=https%3A%2F%2Fid.example.com&target_link_uri=${encodeURIComponent(`${APP}/private`)}`)
    tab.auth({ onReturn: wayBack.onReturn, initiateLogin: '/start' })

    show(wayBack)

    await until(() => replaced.length)
    expect(replaced).toEqual(['/private'])
  })
})
