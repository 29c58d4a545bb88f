import type { Auth, AuthState } from 'latchkey'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ADA, CALENDAR, type GRACE, type Home, setUp, signIn } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { type Clients, CORE, DOUBLE } from './clients.js'

/** What a component has from a door, as plain values, at the time it was rendered. */
export interface Given extends Pick<Auth, 'signIn' | 'signOut' | 'fetch' | 'state'> {
  readonly status: AuthState<unknown>['status']
  readonly user: Auth['state']['user']
}

/** An app that is shown: one component, whose text is `toText` of what it was given. */
export interface App {
  /** What the component was given last. */
  readonly given: () => Given | undefined
  readonly unmount: () => void
  /** Gives the same app another client; absent where a framework has an app's client for good. */
  readonly swap?: (auth: Auth) => void
}

/** A door as the contract meets it: what a framework does with an app that uses it. */
export interface Door {
  /** What the error of an app without a client says to write. */
  readonly wanted: string
  /** Shows the app in an empty element. */
  readonly mount: (auth: Auth, root: HTMLElement) => App | Promise<App>
  /** Shows it in the element that holds what `render` gave. */
  readonly hydrate: (auth: Auth, root: HTMLElement) => App | Promise<App>
  /** Its HTML, as a server renders it. */
  readonly render: (auth: Auth) => string | Promise<string>
  /** Renders the component where no client was given, and lets what that throws through. */
  readonly renderWithout: () => unknown
}

/** What the component of an app shows. */
export const toText = ({ status, user }: Pick<Given, 'status' | 'user'>): string =>
  `${status} ${user?.name ?? 'nobody'}`

/** What every door keeps, whatever its framework: with the core, and with the double that an app's own tests give it. */
export function describeDoor(name: string, door: Door): void {
  describeDoorWith(name, door, CORE)
  describeDoorWith(`${name} with createTestAuth (16.1)`, door, DOUBLE)
}

function describeDoorWith(name: string, door: Door, clients: Clients): void {
  const { mount, hydrate, render } = door
  let root: HTMLElement
  let shown: App[]
  /** What the framework or the page says is wrong. */
  let complaints: unknown[]

  beforeEach(() => {
    root = document.createElement('div')
    document.body.replaceChildren(root)
    shown = []
    complaints = []
    for (const level of ['warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said))
    window.addEventListener('error', complain)
  })

  afterEach(() => {
    for (const app of shown) app.unmount()
    window.removeEventListener('error', complain)
    vi.restoreAllMocks()
  })

  const complain = (event: Event) => void complaints.push(event)

  async function show(auth: Auth, into = root): Promise<App> {
    const app = await mount(auth, into)
    shown.push(app)
    return app
  }

  const says = (text: string, element = root) =>
    until(() => element.textContent === text, `“${text}” in place of “${element.textContent}”`)

  describe(`the door of ${name}`, () => {
    it('shows who is signed in, and gives the five and the state', async () => {
      const { auth } = await clients.signedIn()
      const app = await show(auth)

      await says('signed-in Ada Lovelace')
      const { status, user, state, signIn, signOut, fetch } = app.given() ?? {}
      expect(status).toBe('signed-in')
      expect(user).toBe(auth.state.user)
      expect(state).toBe(auth.state)
      expect([signIn, signOut, fetch]).toEqual([auth.signIn, auth.signOut, auth.fetch])
    })

    it('shows each state as it comes', async () => {
      const { auth, settle } = await clients.pending()
      await show(auth)
      await says('pending nobody')

      settle()
      await says('signed-in Ada Lovelace')
      await auth.signOut({ provider: false })
      await says('signed-out nobody')
      expect(complaints).toEqual([])
    })

    it('leaves to sign in, and takes the event of a click for nothing', async () => {
      const { auth, leaves } = clients.signedOut()
      const app = await show(auth)
      await says('signed-out nobody')

      expect(await leaves(() => app.given()?.signIn(new Event('click')))).toBe(true)
    })

    it('shows who signed in by a popup', async () => {
      const { auth, popup } = clients.signedOut()
      const app = await show(auth)
      await says('signed-out nobody')

      expect(await popup(() => app.given()?.signIn({ mode: 'popup' }))).toMatchObject({ sub: 'ada' })
      await says('signed-in Ada Lovelace')
    })

    it('calls an API with the token', async () => {
      const { auth, sent } = await clients.signedIn()
      const app = await show(auth)
      await says('signed-in Ada Lovelace')

      await app.given()?.fetch(`${CALENDAR}events`)

      expect(sent()).toEqual(['access'])
    })

    it('has the error of a failed sign-in in the state', async () => {
      const { auth } = await clients.denied()
      const app = await show(auth)

      await says('signed-out nobody')
      expect(app.given()?.state).toMatchObject({ reason: 'failed', error: { code: 'sign-in-denied' } })
    })

    it('has the error of a sign-in that failed before the page left in the state', async () => {
      const { auth, unreachable } = clients.signedOut()
      const app = await show(auth)
      await says('signed-out nobody')

      expect(await unreachable(() => app.given()?.signIn())).toMatchObject({ code: 'discovery-unreachable' })

      await vi.waitFor(() => expect(app.given()?.state).toMatchObject({ error: { code: 'discovery-unreachable' } }))
    })

    it('renders pending on a server, whatever the client knows', async () => {
      const { auth } = await clients.signedIn()

      const html = await render(auth)

      expect(html).toContain('pending nobody')
      expect(html).not.toContain('Ada')
      expect(complaints).toEqual([])
    })

    it('takes over what a server rendered without a difference, and then shows who is signed in', async () => {
      const { auth } = await clients.signedIn()
      // The client of a server knows nothing.
      root.innerHTML = await render(clients.signedOut().auth)
      const [before] = root.children

      shown.push(await hydrate(auth, root))

      await says('signed-in Ada Lovelace')
      // The element is the server's: a page that differs is made anew.
      expect(root.children[0]).toBe(before)
      expect(complaints).toEqual([])
    })

    it('leaves no subscription on a server', async () => {
      const { auth, listeners } = counted(await clients.signedIn())

      await render(auth)

      expect(listeners()).toBe(0)
    })

    it('subscribes once, and not at all once it is gone', async () => {
      const { auth, listeners } = counted(await clients.signedIn())
      const app = await show(auth)
      await says('signed-in Ada Lovelace')
      await until(listeners)
      await turn()
      const during = listeners()

      app.unmount()
      await until(() => listeners() === 0)

      expect(during).toBe(1)
    })

    it('tells a component nothing after it is gone', async () => {
      const { auth, rest } = await clients.signedIn()
      const app = await show(auth)
      await says('signed-in Ada Lovelace')
      app.unmount()
      await turn()
      const before = app.given()

      await auth.signOut({ provider: false })
      await rest()

      expect(app.given()).toBe(before)
      expect(complaints).toEqual([])
    })

    it('ends nothing when it goes: the session is the client’s', async () => {
      const { auth, sent } = await clients.signedIn()
      const app = await show(auth)
      app.unmount()
      await turn()

      await auth.fetch(`${CALENDAR}events`)

      expect(auth.state.status).toBe('signed-in')
      expect(sent()).toHaveLength(1)
    })

    it('keeps two apps on a page apart', async () => {
      const [one, other] = [await clients.signedIn(), await clients.signedIn('grace')]
      const beside = document.body.appendChild(document.createElement('div'))
      await show(one.auth)
      await show(other.auth, beside)
      await says('signed-in Grace Hopper', beside)

      await other.auth.signOut({ provider: false })

      await says('signed-out nobody', beside)
      await says('signed-in Ada Lovelace')
    })

    it('remembers nothing of an app that is gone', async () => {
      const before = await show((await clients.signedIn()).auth)
      await says('signed-in Ada Lovelace')
      before.unmount()
      const fresh = document.body.appendChild(document.createElement('div'))

      await show((await clients.signedIn('grace')).auth, fresh)

      await says('signed-in Grace Hopper', fresh)
      expect(await render(clients.signedOut().auth)).toContain('pending nobody')
    })

    it('follows another client that takes the place of the first', async () => {
      const one = counted(await clients.signedIn())
      const other = await clients.signedIn('grace')
      const app = await show(one.auth)
      await says('signed-in Ada Lovelace')
      if (!app.swap) return

      app.swap(other.auth)

      await says('signed-in Grace Hopper')
      expect(app.given()?.fetch).toBe(other.auth.fetch)
      await until(() => one.listeners() === 0)
    })

    it('says what to write when there is no client', async () => {
      await expect(Promise.resolve().then(door.renderWithout)).rejects.toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(door.wanted) }),
      )
    })
  })
}

/** A home in which one of its users is signed in. */
export async function setUpAs(user: (typeof ADA | typeof GRACE)['sub']): Promise<Home & { readonly auth: Auth }> {
  const home = setUp()
  return { ...home, auth: await signIn(home.tab, home.provider, { visit: { user } }) }
}

/** The client of a home, and how many listen to its state. */
export function counted({ auth }: { readonly auth: Auth }): { readonly auth: Auth; readonly listeners: () => number } {
  const present = new Set<object>()
  const subscribe: Auth['subscribe'] = (listener) => {
    const one = {}
    present.add(one)
    const stop = auth.subscribe(listener)
    return () => {
      present.delete(one)
      stop()
    }
  }
  // Every member of a client is a closure: what inherits from it is a client.
  return { auth: Object.create(auth, { subscribe: { value: subscribe } }), listeners: () => present.size }
}
