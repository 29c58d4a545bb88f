import type { Auth } from 'latchkey'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { departure, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { type Given, toText } from './contract.js'

export interface Options {
  readonly signedOut?: string
  readonly apis?: readonly string[]
}

/** A component that is for signed-in users, as a framework shows it. Its text is `toGuarded` of what it was given. */
export interface Guard {
  /** Shows it, in a router that is told by `go`. Gives how to take it away. */
  readonly mount: (
    auth: Auth,
    root: HTMLElement,
    guard: { readonly options: Options; go(to: string): void },
  ) => () => void
  /** Its HTML, as a server renders it. */
  readonly render: (auth: Auth) => string
  /** Renders it where no client was given. */
  readonly renderWithout: () => unknown
}

export const toGuarded = (given: Pick<Given, 'status' | 'user' | 'state'>): string =>
  `${toText(given)} ${given.state.error?.code ?? 'no error'}`

/** What every guard keeps that is a component's, and not a router's. */
export function describeGuard(name: string, { mount, render, renderWithout }: Guard): void {
  let root: HTMLElement
  let went: string[]

  beforeEach(() => {
    root = document.createElement('div')
    document.body.replaceChildren(root)
    went = []
  })

  function show(auth: Auth, options: Options = { signedOut: '/' }): () => void {
    const unmount = mount(auth, root, { options, go: (to) => void went.push(to) })
    onTestFinished(unmount)
    return unmount
  }

  const says = (text: string) => until(() => root.textContent === text, `“${text}” in place of “${root.textContent}”`)

  describe(name, () => {
    it('leaves for the provider when nobody is signed in, from when it is on the page', async () => {
      const { tab, world } = setUp()
      const auth = tab.auth()
      await auth.ready
      await world.rest()
      const before = tab.departures.length

      const url = await departure(tab, async () => void show(auth))

      expect(before).toBe(0)
      expect(url).toContain(`${ISSUER}/authorize?`)
      expect(tab.departures).toHaveLength(1)
      expect(went).toEqual([])
    })

    it('shows who is signed in, and asks nobody', async () => {
      const { tab, provider, world } = setUp()
      await signIn(tab, provider)
      tab.reload()
      const before = tab.departures.length

      show(tab.auth())

      await says('signed-in Ada Lovelace no error')
      await world.rest()
      expect(tab.departures).toHaveLength(before)
      expect(went).toEqual([])
    })

    it('goes elsewhere after a sign-out, by the router and once', async () => {
      const { tab, auth, world } = await setUpSignedIn()
      await auth.signOut({ provider: false })
      const before = tab.departures.length

      show(auth, { signedOut: '/welcome' })

      await until(() => went.length)
      await world.rest()
      expect(went).toEqual(['/welcome'])
      expect(tab.departures).toHaveLength(before)
    })

    it('stays after a sign-out where nothing says where to go', async () => {
      const { tab, auth, world } = await setUpSignedIn()
      await auth.signOut({ provider: false })
      const before = tab.departures.length

      show(auth, {})

      await says('signed-out nobody no error')
      await world.rest()
      expect(went).toEqual([])
      expect(tab.departures).toHaveLength(before)
    })

    it('stays with a sign-in that failed, and has its error', async () => {
      const { tab, provider, world } = setUp()
      tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))

      show(tab.auth())

      await says('signed-out nobody sign-in-denied')
      await world.rest()
      expect(went).toEqual([])
    })

    it('hands on what is required of the user', async () => {
      const { auth, asked } = setUpWaiting()

      show(auth, { signedOut: '/', apis: ['calendar'] })

      const { signal: _, ...required } = await until(() => asked.at(-1))
      expect(required).toEqual({ apis: ['calendar'] })
    })

    it('asks no more when it is shown anew', async () => {
      const { auth, asked, restore } = setUpWaiting()
      show(auth)
      await until(() => asked.length)
      await says('pending nobody no error')
      await turn()
      const before = asked.length

      restore()
      await says('signed-out nobody no error')
      await turn()

      expect(asked).toHaveLength(before)
    })

    it('gives up when it goes before the page has left', async () => {
      const { auth, asked } = setUpWaiting()
      const unmount = show(auth)
      await until(() => asked.length)
      await turn()
      const during = asked.at(-1)?.signal.aborted

      unmount()

      await until(() => asked.at(-1)?.signal.aborted)
      expect(during).toBe(false)
    })

    it('asks nobody on a server', async () => {
      const { auth, asked } = setUpWaiting()

      const html = render(auth)

      await turn()
      expect(html).toContain('pending nobody')
      expect(asked).toEqual([])
    })

    it('says what to write when there is no client', async () => {
      await expect(Promise.resolve().then(renderWithout)).rejects.toThrow(
        /^useRequireUser: there is no <AuthProvider auth=\{auth\}> above/,
      )
    })
  })
}

/** A client whose guard waits for good, what it was asked with, and how to let it find that nobody is signed in. */
function setUpWaiting() {
  const { tab, world } = setUp()
  const restore = world.store.holdRead()
  const asked: { readonly signal: AbortSignal }[] = []
  const requireUser = (options: { readonly signal: AbortSignal }) => {
    asked.push(options)
    return new Promise<never>(() => {})
  }
  const auth: Auth = Object.create(tab.auth(), { requireUser: { value: requireUser } })
  return { auth, asked, restore }
}
