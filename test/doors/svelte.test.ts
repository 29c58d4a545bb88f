// @vitest-environment happy-dom
import { requireUserLoad } from 'latchkey/svelte'
import type { Component } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { APP, CALENDAR, departure, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { counted, describeDoor, type Given, setUpAs, toText } from './contract.js'
import { buildSvelte, CONTRACT, type Sources, toDoor } from './svelte.js'

const PARTS: Sources = {
  ...CONTRACT,
  // Another structure for each status: what differs from a server's page is made anew.
  Badge: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      const { auth, see } = $props()
      const session = setAuth(() => auth)
    </script>
    {see(session)}{#if session.status === 'pending'}<i>wait</i>{:else if session.user}<b>{session.user.name}</b>
    {:else}<button onclick={session.signIn}>Sign in</button>{/if}`,
  Runes: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      const { auth, told, press } = $props()
      const session = setAuth(() => auth)
      const name = $derived(session.user?.name ?? 'nobody')
      $effect(() => told(session.status))
    </script>
    <p>{name}</p><button onclick={() => press(session.state)}>Now</button>`,
  Logged: `
    <script>
      import { untrack } from 'svelte'
      import { setAuth } from 'latchkey/svelte'
      const { auth, call } = $props()
      const session = setAuth(() => auth)
      let events = $state.raw([])
      auth.on('request', (event) => {
        events = [event, ...untrack(() => events)]
      })
      $effect(() => {
        if (session.user) call(session.fetch)
      })
    </script>
    <p>{events.length}</p>`,
  Still: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      const { auth, press } = $props()
      const session = setAuth(() => auth)
    </script>
    <button onclick={() => press(session.state)}>Now</button>`,
  Store: `<script>const { auth } = $props()</script><p>{$auth.status} {$auth.user?.name}</p>`,
  Late: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Who from './Who.svelte'
      const { auth, shown, see } = $props()
      setAuth(() => auth)
    </script>
    {#if $shown}<Who {see} />{/if}`,
  Nested: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Outer from './Outer.svelte'
      const { auth, other, see } = $props()
      const session = setAuth(() => auth)
    </script>
    <p>{session.user?.name}</p><Outer auth={other} {see} />`,
  Outer: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Who from './Who.svelte'
      const { auth, see } = $props()
      setAuth(() => auth)
    </script>
    <Who {see} />`,
  Kit: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Guarded from './Guarded.svelte'
      const { auth, kit, shown, guard } = $props()
      setAuth(() => auth, kit)
    </script>
    {#if !shown || $shown}<Guarded {guard} />{/if}`,
  Guarded: `
    <script>
      import { requireUser } from 'latchkey/svelte'
      const { guard } = $props()
      const session = requireUser(guard)
    </script>
    {#if session.user}<b>{session.user.name}</b>{:else}<i>{session.status} {session.state.error?.code}</i>{/if}`,
  Root: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      const { auth, kit } = $props()
      setAuth(() => auth, kit)
    </script>`,
}

/** A part of the page that waits, on a server and in the browser; in Svelte 5.36 and later. */
const WAITING: Sources = {
  Who: CONTRACT['Who'] ?? '',
  Wait: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Who from './Who.svelte'
      import Slow from './Slow.svelte'
      const { auth, see, wait } = $props()
      setAuth(() => auth)
    </script>
    <Who {see} /><Slow {see} {wait} />`,
  Slow: `
    <script>
      import Who from './Who.svelte'
      const { see, wait } = $props()
      await wait()
    </script>
    <Who {see} />`,
}

const built57 = await buildSvelte('svelte57', PARTS)
const builtNewest = await buildSvelte('svelte', PARTS)

describe.each([builtNewest, built57])('Svelte $version', (built) => {
  const { svelte, components, writable } = built.client
  let root: HTMLElement
  let complaints: unknown[]

  describeDoor(`Svelte ${built.version}`, toDoor(built))

  beforeEach(() => {
    root = document.createElement('div')
    document.body.replaceChildren(root)
    complaints = []
    for (const level of ['warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said))
  })

  afterEach(() => vi.restoreAllMocks())

  /** Shows a component, and gives what takes it away. */
  function show(name: string, props: object, how: 'mount' | 'hydrate' = 'mount'): () => void {
    const app = svelte[how](components[name] as Component<object>, { target: root, props })
    let isGone = false
    const stop = () => {
      if (!isGone) svelte.unmount(app)
      isGone = true
    }
    onTestFinished(stop)
    return stop
  }

  const render = (name: string, props: object): string =>
    built.server.render(built.server.components[name] as Component<object>, { props }).body

  const says = (text: string) => until(() => root.textContent?.trim() === text, `“${text}” in “${root.textContent}”`)

  /** Lets effects run, and what they set off. */
  async function rest(): Promise<void> {
    for (let count = 0; count < 10; count += 1) await turn()
  }

  /** A page that is loaded again with a session in storage: its state is pending. */
  async function setUpReloaded() {
    const home = setUp()
    await signIn(home.tab, home.provider)
    home.tab.reload()
    return { ...home, auth: home.tab.auth() }
  }

  /** What was seen, each once in a row. */
  function log<Value>(): { readonly seen: Value[]; readonly see: (value: Value) => void } {
    const seen: Value[] = []
    return { seen, see: (value) => void (seen.at(-1) === value || seen.push(value)) }
  }

  describe('the first render', () => {
    it('is pending in the browser as on a server, though the client knows who is signed in', async () => {
      const { auth } = await setUpSignedIn()
      const { seen, see } = log<string>()

      show('Badge', { auth, see: (session: Given) => see(toText(session)) })

      await says('Ada Lovelace')
      expect(seen).toEqual(['pending nobody', 'signed-in Ada Lovelace'])
    })

    it('takes over the structure that a server made, and says nothing', async () => {
      const { auth } = await setUpSignedIn()
      const see = () => ''
      root.innerHTML = render('Badge', { auth: setUp().tab.auth(), see })
      const before = root.querySelector('i')
      const { seen, see: note } = log<unknown>()

      show('Badge', { auth, see: () => void note(root.querySelector('i')) }, 'hydrate')

      await says('Ada Lovelace')
      expect(before).not.toBeNull()
      expect(seen[0]).toBe(before)
      expect(complaints).toEqual([])
    })

    it('of a component that comes later shows at once what is known', async () => {
      const { auth } = await setUpSignedIn()
      const { seen, see } = log<string>()
      const shown = writable(false)
      show('Late', { auth, shown, see: (session: Given) => see(toText(session)) })
      await rest()

      shown.set(true)

      await until(() => seen.length)
      expect(seen).toEqual(['signed-in Ada Lovelace'])
    })
  })

  describe('runes', () => {
    it('follow what they read: $derived, $effect and the template', async () => {
      const { auth } = await setUpReloaded()
      const { seen, see: told } = log<string>()
      show('Runes', { auth, told, press: () => undefined })
      await until(() => root.querySelector('p')?.textContent === 'Ada Lovelace')

      await auth.signOut({ provider: false })

      await until(() => root.querySelector('p')?.textContent === 'nobody')
      expect(seen).toEqual(['pending', 'signed-in', 'signed-out'])
    })

    it('run once for each state', async () => {
      const { auth } = await setUpReloaded()
      const told = vi.fn()
      show('Runes', { auth, told, press: () => undefined })
      await until(() => root.querySelector('p')?.textContent === 'Ada Lovelace')
      await rest()

      expect(told.mock.calls.map(([status]) => status)).toEqual(['pending', 'signed-in'])
    })

    it('of an effect that calls the API run once, beside a listener of the call that writes state', async () => {
      const { auth } = await setUpSignedIn()
      const call = vi.fn((fetch: typeof auth.fetch) => void fetch(`${CALENDAR}events`))
      show('Logged', { auth, call })
      await until(() => root.querySelector('p')?.textContent === '1')
      await rest()

      expect(call).toHaveBeenCalledTimes(1)
      expect(root.querySelector('p')?.textContent).toBe('1')
    })

    it('are not needed: a handler reads the present state, and subscribes to nothing', async () => {
      const { auth, listeners } = counted(await setUpSignedIn())
      const press = vi.fn()
      show('Still', { auth, press })
      await rest()

      root.querySelector('button')?.click()

      expect(press).toHaveBeenCalledWith(auth.state)
      expect(listeners()).toBe(0)
    })

    it('subscribe anew, and to the state as it is, where nothing has read it for a while', async () => {
      const { auth, listeners } = counted(await setUpSignedIn())
      const { seen, see } = log<string>()
      const shown = writable(true)
      show('Late', { auth, shown, see: (session: Given) => see(toText(session)) })
      await until(() => seen.length === 2)

      shown.set(false)
      await until(() => listeners() === 0)
      await auth.signOut({ provider: false })
      shown.set(true)

      await until(() => seen.at(-1) === 'signed-out nobody')
      expect(listeners()).toBe(1)
      expect(seen).toEqual(['pending nobody', 'signed-in Ada Lovelace', 'signed-out nobody'])
    })
  })

  if (built !== built57) {
    it('the first page stays pending until all of it is in place, also where a part waits', async () => {
      const { client, server } = await buildSvelte('svelte', WAITING, { experimental: { async: true } })
      const { auth } = await setUpSignedIn()
      const { seen, see } = log<string>()
      let go = () => {}
      const late = new Promise<void>((resolve) => {
        go = resolve
      })
      const props = { auth: setUp().tab.auth(), see: toText, wait: () => Promise.resolve() }
      const { body } = await server.render(server.components['Wait'] as Component<object>, { props })
      root.innerHTML = body
      const watched = {
        auth,
        see: (session: Given) => {
          see(toText(session))
          return toText(session)
        },
        wait: () => late,
      }

      const app = client.svelte.hydrate(client.components['Wait'] as Component<object>, {
        target: root,
        props: watched,
      })
      onTestFinished(() => void client.svelte.unmount(app))
      await rest()
      const meanwhile = root.textContent
      go()

      await says('signed-in Ada Lovelacesigned-in Ada Lovelace')
      expect(meanwhile).toBe('pending nobodypending nobody')
      expect(seen).toEqual(['pending nobody', 'signed-in Ada Lovelace'])
      expect(complaints).toEqual([])
    })
  }

  it('the client is a store as it is', async () => {
    const { auth } = await setUpSignedIn()

    show('Store', { auth })

    await says('signed-in Ada Lovelace')
    await auth.signOut({ provider: false })
    await says('signed-out')
  })

  it('a client that a part of the page is given counts there alone', async () => {
    const [{ auth }, { auth: other }] = [await setUpSignedIn(), await setUpAs('grace')]

    show('Nested', { auth, other, see: toText })

    await says('Ada Lovelacesigned-in Grace Hopper')
  })

  describe('requireUser', () => {
    it('leaves for the provider once what needs a user is on the page, and not before', async () => {
      const { tab } = setUp()
      const shown = writable(false)
      show('Kit', { auth: tab.auth(), shown })
      await rest()
      const before = tab.departures.length

      shown.set(true)

      await until(() => tab.departures.length)
      expect(before).toBe(0)
    })

    it('starts nothing for whoever is signed in, also when the page has yet to find out', async () => {
      const { auth, tab, world } = await setUpReloaded()

      const before = tab.departures.length
      show('Kit', { auth })

      await says('Ada Lovelace')
      await world.rest()
      expect(tab.departures).toHaveLength(before)
    })

    it('goes elsewhere after a sign-out, by the router', async () => {
      const { auth, tab } = await setUpReloaded()
      await auth.signOut({ provider: false })
      const goto = vi.fn()
      const before = tab.departures.length

      show('Kit', { auth, kit: { goto }, guard: { signedOut: '/bye' } })

      await until(() => goto.mock.calls.length)
      expect(goto.mock.calls).toEqual([['/bye', { replace: true }]])
      expect(tab.departures).toHaveLength(before)
    })

    it('stays after a sign-out where no place to go is given', async () => {
      const { auth, world } = await setUpReloaded()
      await auth.signOut({ provider: false })
      const goto = vi.fn()

      show('Kit', { auth, kit: { goto } })

      await says('signed-out')
      await world.rest()
      expect(goto).not.toHaveBeenCalled()
    })

    it('shows why a sign-in failed, and starts no other', async () => {
      const { tab, provider, world } = setUp()
      tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
      const goto = vi.fn()
      const before = tab.departures.length

      show('Kit', { auth: tab.auth(), kit: { goto }, guard: { signedOut: '/' } })

      await says('signed-out sign-in-denied')
      await world.rest()
      expect(goto).not.toHaveBeenCalledWith('/', expect.anything())
      expect(tab.departures).toHaveLength(before)
    })

    it('gives up when its component goes before the page has left', async () => {
      const { auth, world, tab } = await setUpReloaded()
      await auth.ready
      const requireUser = vi.fn<(options: { readonly signal: AbortSignal }) => Promise<never>>(
        () => new Promise(() => {}),
      )
      const before = tab.departures.length
      const stop = show('Kit', { auth: Object.create(auth, { requireUser: { value: requireUser } }) })
      await until(() => requireUser.mock.calls.length)

      stop()

      await until(() => requireUser.mock.calls[0]?.[0].signal.aborted)
      await world.rest()
      expect(tab.departures).toHaveLength(before)
    })

    it('says what is missing: a client, or the goto that `signedOut` needs', async () => {
      const auth = setUp().tab.auth()

      expect(() => render('Guarded', {})).toThrow(/^requireUser: there is no setAuth\(auth\)/)
      expect(() => render('Kit', { auth, guard: { signedOut: '/' } })).toThrow(
        /^requireUser: there is no goto in setAuth/,
      )
    })

    it('asks nobody on a server', async () => {
      const auth = setUp().tab.auth()
      const requireUser = vi.fn()

      const html = render('Kit', { auth: Object.create(auth, { requireUser: { value: requireUser } }) })

      expect(html).toContain('pending')
      expect(requireUser).not.toHaveBeenCalled()
    })
  })

  describe('a return', () => {
    const goTo = (url: string) =>
      (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url)

    beforeEach(() => goTo(`${APP}/private?a=1#h`))

    /** A page that a sign-in comes back to, and what says that it is over. */
    async function setUpReturn() {
      const { tab, provider } = setUp()
      tab.goTo(await visitProvider(tab, provider))
      const auth = tab.auth()
      let finish = () => {}
      const ready = new Promise<unknown>((resolve) => {
        finish = () => resolve(auth.state)
      })
      return { auth: Object.create(auth, { ready: { value: ready } }), finish }
    }

    it('onto a page of another route goes to the right one, from the first effect and once', async () => {
      const { auth, finish } = await setUpReturn()
      const goto = vi.fn()

      show('Root', { auth, kit: { goto } })

      await until(() => goto.mock.calls.length)
      finish()
      await rest()
      expect(goto.mock.calls).toEqual([[`${APP}/private?a=1#h`, { replace: true }]])
    })

    it('whose way back is known late is followed then', async () => {
      const { auth, finish } = await setUpReturn()
      const goto = vi.fn()
      show('Root', { auth, kit: { goto } })
      await until(() => goto.mock.calls.length)

      goTo(`${APP}/late`)
      finish()

      await until(() => goto.mock.calls.length > 1)
      expect(goto.mock.calls.map(([to]) => to)).toEqual([`${APP}/private?a=1#h`, `${APP}/late`])
    })

    it('is not followed by a layout that is gone', async () => {
      const { auth, finish } = await setUpReturn()
      const goto = vi.fn()
      const stop = show('Root', { auth, kit: { goto } })
      await until(() => goto.mock.calls.length)

      stop()
      await rest()
      goTo(`${APP}/late`)
      finish()
      await rest()

      expect(goto).toHaveBeenCalledTimes(1)
    })

    it('that did not happen leads nowhere, and neither does a departure', async () => {
      const { tab, world } = setUp()
      const auth = tab.auth()
      const goto = vi.fn()

      show('Root', { auth, kit: { goto } })
      await auth.ready
      await departure(tab, auth.signIn)
      await world.rest()

      expect(goto).not.toHaveBeenCalled()
    })
  })

  describe('what was loaded for a user', () => {
    it('is loaded again when they are gone, and not when it becomes known who they are', async () => {
      const { auth } = await setUpReloaded()
      const invalidate = vi.fn()
      show('Root', { auth, kit: { invalidate } })
      await auth.ready
      await rest()
      const before = invalidate.mock.calls.length

      await auth.signOut({ provider: false })

      expect(before).toBe(0)
      expect(invalidate.mock.calls).toEqual([['latchkey:user']])
    })

    it('is loaded again when somebody signs in without leaving the page', async () => {
      const { tab, provider, world } = setUp()
      const auth = tab.auth()
      await auth.ready
      const invalidate = vi.fn()
      show('Root', { auth, kit: { invalidate } })
      await rest()

      const user = auth.signIn({ mode: 'popup' })
      const page = tab.windows[0]?.goTo(await provider.authorize(await until(() => tab.windows[0]?.url)))
      page?.auth()
      await until(() => page?.isClosed)
      await world.advanceSeconds(1)
      await user

      expect(invalidate).toHaveBeenCalledTimes(1)
    })

    it('stays when the token is renewed', async () => {
      const { auth, world } = await setUpSignedIn()
      const invalidate = vi.fn()
      show('Root', { auth, kit: { invalidate } })
      await rest()

      await world.advanceSeconds(600)
      await auth.fetch(`${CALENDAR}events`)

      expect(invalidate).not.toHaveBeenCalled()
    })
  })
})

describe('requireUserLoad', () => {
  const depends = vi.fn()
  const event = { depends, url: new URL(`${APP}/private`) }

  beforeEach(() => depends.mockClear())

  it('gives the user, and depends on who that is', async () => {
    const { auth } = await setUpSignedIn()

    const data = await requireUserLoad(auth)(event)

    expect(data).toEqual({ user: auth.state.user })
    expect(depends.mock.calls).toEqual([['latchkey:user']])
  })

  it('gives what was loaded for the user beside them', async () => {
    const { auth } = await setUpSignedIn()
    const load = requireUserLoad(auth, {
      load: async ({ url }: typeof event, user) => ({ title: `${user.name} at ${url.pathname}` }),
    })

    expect(await load(event)).toEqual({ user: auth.state.user, title: 'Ada Lovelace at /private' })
  })

  it('never leaves the page, for it may be run for a link under the pointer; and loads nothing', async () => {
    const { tab, world } = setUp()
    const auth = tab.auth()
    const load = vi.fn()

    const data = await requireUserLoad(auth, { load })(event)

    await world.rest()
    expect(data).toEqual({ user: undefined })
    expect(load).not.toHaveBeenCalled()
    expect(tab.departures).toEqual([])
  })

  it('leaves the error of a failed sign-in to the state', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
    const auth = tab.auth()

    expect(await requireUserLoad(auth)(event)).toEqual({ user: undefined })
    expect(auth.state.error).toMatchObject({ code: 'sign-in-denied' })
  })

  it('lets through what the load of the app fails with', async () => {
    const { auth } = await setUpSignedIn()
    const error = new Error('404')
    const load = requireUserLoad(auth, { load: () => Promise.reject(error) })

    await expect(load(event)).rejects.toBe(error)
  })

  it('tells of a mistake in what is required', async () => {
    const { auth } = await setUpSignedIn()

    await expect(requireUserLoad(auth, { apis: ['calender'] })(event)).rejects.toThrow(TypeError)
  })
})
