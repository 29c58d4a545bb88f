// @vitest-environment happy-dom
import type { Auth, AuthState } from 'latchkey'
import { useAuth, useRequireUser } from 'latchkey/solid'
import { createRoot, type JSX, untrack } from 'solid-js'
import { getNextElement, insert, render, template } from 'solid-js/web'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'
import { counted, describeDoor } from './contract.js'
import { describeGuard, toGuarded } from './guard.js'
import { renderGuarded, SOLID, toApp, told } from './solid.js'

describeDoor('Solid', SOLID)

let root: HTMLElement
let complaints: unknown[]

beforeEach(() => {
  root = document.createElement('div')
  document.body.replaceChildren(root)
  complaints = []
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said))
  onTestFinished(() => void vi.restoreAllMocks())
})

const says = (text: string) => until(() => root.textContent === text, `“${text}” in place of “${root.textContent}”`)

const bold = template('<b></b>')

/** A component that shows what `use` gives, and the app that it is in. */
function show(auth: Auth, use: () => () => unknown): void {
  const Shown = (): JSX.Element => {
    const shown = use()
    const element = getNextElement(bold)
    insert(element, () => String(shown()))
    return element
  }
  onTestFinished(render(toApp(auth, Shown), root))
}

function hold(auth: Auth): ReturnType<typeof useAuth> {
  let held: ReturnType<typeof useAuth> | undefined
  function useStatus() {
    held = useAuth()
    return held.status
  }
  show(auth, useStatus)
  if (!held) throw new Error('Nothing was rendered')
  return held
}

describeGuard('the guard of Solid', {
  mount: (auth, element, { options, go }) => {
    const Guarded = (): JSX.Element => {
      const given = useRequireUser((to, { replace }) => replace && go(to), options as object)
      const shown = getNextElement(bold)
      insert(shown, () => toGuarded(told(given)))
      return shown
    }
    return render(toApp(auth, Guarded), element)
  },
  render: renderGuarded,
  renderWithout: () => createRoot(() => useRequireUser(() => undefined)),
})

describe('useAuth', () => {
  it('knows at once who is there, in an app that no server rendered', async () => {
    const { auth } = await setUpSignedIn()
    const seen: string[] = []

    show(auth, () => {
      const { status } = useAuth()
      seen.push(untrack(status))
      return status
    })

    await says('signed-in')
    expect(seen).toEqual(['signed-in'])
    expect(complaints).toEqual([])
  })

  it('follows the client when it is taken apart', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const auth = tab.auth()

    show(auth, () => {
      const { user, status } = useAuth()
      return () => `${status()} ${user()?.name}`
    })

    await says('pending undefined')
    await says('signed-in Ada Lovelace')
    await auth.signOut({ provider: false })
    await says('signed-out undefined')
    expect(complaints).toEqual([])
  })

  it('gives the user as the client has it', async () => {
    const { auth } = await setUpSignedIn()

    const { user, state } = hold(auth)

    expect(user()).toBe(auth.state.user)
    expect(state()).toBe(auth.state)
  })

  it('makes no store of what a test double gives, which may be thawed', async () => {
    const address = { country: 'GB' }
    const state: AuthState<unknown> = { status: 'signed-in', user: { address }, scopes: {} }
    const double = Object.create(setUp().tab.auth(), {
      state: { value: state },
      subscribe: {
        value: (listener: (state: AuthState<unknown>) => void) => {
          listener(state)
          return () => undefined
        },
      },
    })

    const held = hold(double)

    expect(held.state()).toBe(state)
    expect(held.user()?.address).toBe(address)
  })
})

describe('a page of a server', () => {
  it('has nothing of one request in another, though all of them share one client', async () => {
    const { auth, listeners } = counted(await setUpSignedIn())

    const pages = Array.from({ length: 5 }, () => SOLID.render(auth))

    expect(new Set(pages).size).toBe(1)
    expect(pages[0]).toContain('pending nobody')
    expect(listeners()).toBe(0)
  })

  it('is followed by components that know at once who is there', async () => {
    const { auth } = await setUpSignedIn()
    const html = await SOLID.render(auth)
    root.innerHTML = html
    const app = await SOLID.hydrate(auth, root)
    onTestFinished(app.unmount)
    await says('signed-in Ada Lovelace')
    root = document.body.appendChild(document.createElement('div'))

    const { status } = hold(auth)

    expect(status()).toBe('signed-in')
    expect(complaints).toEqual([])
  })
})
