// @vitest-environment happy-dom
import type { Auth } from 'latchkey'
import { AuthProvider, SignedIn, useAuth, useUser } from 'latchkey/react'
import {
  Component,
  createElement as h,
  lazy,
  type ReactElement,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  useState,
  version,
} from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { counted, describeDoor, toText } from './contract.js'
import { REACT } from './react.js'

describeDoor(`React ${version}`, REACT)

let root: HTMLElement

beforeEach(() => {
  root = document.createElement('div')
  document.body.replaceChildren(root)
})

/** Shows an app with this client, and everything that React says is wrong. */
function show(auth: Auth, app: ReactElement, html?: string): { readonly root: Root; readonly complaints: unknown[] } {
  const complaints: unknown[] = []
  const provided = h(AuthProvider, { auth }, app)
  const onRecoverableError = (error: unknown) => void complaints.push(error)
  if (html !== undefined) root.innerHTML = html
  const shown =
    html === undefined ? createRoot(root, { onRecoverableError }) : hydrateRoot(root, provided, { onRecoverableError })
  if (html === undefined) shown.render(provided)
  onTestFinished(() => shown.unmount())
  return { root: shown, complaints }
}

const says = (text: string) => until(() => root.textContent === text, `“${text}” in place of “${root.textContent}”`)

/** Everything that was shown, one after the other. */
function watch(): string[] {
  const seen: string[] = []
  const observer = new MutationObserver(() => {
    const text = root.textContent ?? ''
    if (seen.at(-1) !== text) seen.push(text)
  })
  observer.observe(root, { childList: true, subtree: true, characterData: true })
  onTestFinished(() => observer.disconnect())
  return seen
}

class Boundary extends Component<{ readonly children?: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {}
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    return error ? `error ${(error as { code?: string }).code}` : this.props.children
  }
}

const Name = () => useUser().name
const Status = () => toText(useAuth())
const suspended = (app: ReactNode) => h(Boundary, null, h(Suspense, { fallback: 'wait' }, app))

/** A page that is loaded again with a session in storage: its state is pending. */
async function setUpReloaded() {
  const home = setUp()
  await signIn(home.tab, home.provider)
  home.tab.reload()
  return { ...home, auth: home.tab.auth() }
}

describe('StrictMode', () => {
  it('doubles nothing: one subscription, no sign-in', async () => {
    const { auth, listeners } = counted({ auth: setUp().tab.auth() })
    const { root: shown } = show(auth, h(StrictMode, null, h(Status)))
    await says('signed-out nobody')
    await until(listeners)
    await turn()

    expect(listeners()).toBe(1)
    shown.unmount()
    await until(() => listeners() === 0)
  })

  it('suspends and goes on', async () => {
    const { auth } = await setUpReloaded()

    show(auth, h(StrictMode, null, suspended(h(Name))))

    await says('Ada Lovelace')
  })
})

describe('useUser', () => {
  it('suspends until it is known who is there', async () => {
    const { auth } = await setUpReloaded()
    const seen = watch()

    show(auth, suspended(h(Name)))

    await says('Ada Lovelace')
    expect(seen).toEqual(['wait', 'Ada Lovelace'])
  })

  it('shows no fallback when that is known already', async () => {
    const { auth } = await setUpSignedIn()
    const seen = watch()

    show(auth, suspended(h(Name)))

    await says('Ada Lovelace')
    expect(seen).toEqual(['Ada Lovelace'])
  })

  it('tells the error boundary that a sign-in is required', async () => {
    const auth = setUp().tab.auth()

    show(auth, suspended(h(Name)))

    await says('error sign-in-required')
  })

  it('tells the error boundary why the sign-in failed', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))

    show(tab.auth(), suspended(h(Name)))

    await says('error sign-in-denied')
  })

  it('asks once however often it is rendered meanwhile', async () => {
    const { auth } = await setUpReloaded()
    const { auth: client, listeners } = counted({ auth })
    const app = () => h(AuthProvider, { auth: client }, suspended([h(Name, { key: 1 }), h(Name, { key: 2 })]))
    const shown = createRoot(root)
    onTestFinished(() => shown.unmount())
    for (let count = 0; count < 5; count += 1) {
      shown.render(app())
      await Promise.resolve()
    }

    await says('Ada LovelaceAda Lovelace')
    await turn()
    expect(listeners()).toBe(2)
  })

  it('waits once more in a page from the back/forward cache, also where it is new', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    let renders = 0
    const Counted = () => {
      renders += 1
      return useUser().name
    }
    const { root: shown } = show(auth, suspended(h(Name)))
    await says('Ada Lovelace')
    const release = world.store.holdRead()
    tab.freeze()
    tab.restore()
    await until(() => auth.state.status === 'pending')

    shown.render(h(AuthProvider, { auth }, suspended([h(Name, { key: 1 }), ' and ', h(Counted, { key: 2 })])))
    await until(() => root.textContent?.endsWith('wait'))
    for (let count = 0; count < 20; count += 1) await turn()
    expect(renders).toBeLessThan(5)
    release()

    await says('Ada Lovelace and Ada Lovelace')
  })

  it('is not rendered on a server, where the fallback stands in for it, and then is in the browser', async () => {
    const { auth } = await setUpSignedIn()
    const html = renderToString(h(AuthProvider, { auth }, suspended(h(Name))))
    expect(html).toContain('wait')

    const { complaints } = show(auth, suspended(h(Name)), html)

    await says('Ada Lovelace')
    expect(complaints.map(String).filter((text) => /match|differ/i.test(text))).toEqual([])
  })
})

describe('SignedIn', () => {
  const app = h(SignedIn, { fallback: 'sign in', pending: 'one moment' }, suspended(h(Name)))

  it('shows what belongs to each state, and unmounts what needs a user before it asks for one', async () => {
    const { auth } = await setUpReloaded()
    const seen = watch()
    show(auth, app)
    await says('Ada Lovelace')

    await auth.signOut({ provider: false })

    await says('sign in')
    expect(seen).toEqual(['one moment', 'Ada Lovelace', 'sign in'])
  })

  it('shows nothing where nothing is given', async () => {
    const auth = setUp().tab.auth()
    show(auth, h('p', null, '.', h(SignedIn, null, 'secret')))
    await auth.ready
    await turn()

    expect(root.textContent).toBe('.')
  })
})

describe('what React does in its own time', () => {
  it('a sign-out inside of a transition is shown at once', async () => {
    const { auth } = await setUpSignedIn()
    const never = new Promise<never>(() => undefined)
    let go = (_: boolean) => {}
    const Slow = () => {
      const [isWaiting, setWaiting] = useState(false)
      go = setWaiting
      if (isWaiting) throw never
      return null
    }
    show(auth, h('p', null, h(Status), h(Suspense, null, h(Slow))))
    await says('signed-in Ada Lovelace')

    startTransition(() => {
      go(true)
      void auth.signOut({ provider: false })
    })

    await says('signed-out nobody')
  })

  it('a part of the server’s page that is put into place late differs in nothing, though the user is known by then', async () => {
    const { auth } = await setUpSignedIn()
    let arrive = (_: { default: () => string }) => {}
    const late = new Promise<{ default: () => string }>((resolve) => {
      arrive = resolve
    })
    const Late = lazy(() => late)
    const page = (Part: () => ReactNode) => h('p', null, h(Status), ', ', h(Suspense, { fallback: 'wait' }, h(Part)))
    const html = renderToString(h(AuthProvider, { auth }, page(Status)))
    const { complaints } = show(
      auth,
      page(() => h(Late)),
      html,
    )
    await says('signed-in Ada Lovelace, pending nobody')

    arrive({ default: Status })

    await says('signed-in Ada Lovelace, signed-in Ada Lovelace')
    expect(complaints).toEqual([])
  })

  it('components agree with each other whenever they are rendered', async () => {
    const { auth } = await setUpSignedIn()
    const torn: string[] = []
    const Pair = () => {
      const [one, other] = [useAuth(), useAuth()]
      if (one.state !== other.state) torn.push(`${one.status} ${other.status}`)
      return one.status
    }
    show(auth, h(Pair))
    await says('signed-in')

    await auth.signOut({ provider: false })

    await says('signed-out')
    expect(torn).toEqual([])
  })
})

afterEach(() => root.remove())
