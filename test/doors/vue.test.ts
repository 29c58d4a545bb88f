// @vitest-environment happy-dom
import type { Auth, AuthState } from 'latchkey'
import { authPlugin, useAuth } from 'latchkey/vue'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  type Component,
  createApp,
  createSSRApp,
  defineAsyncComponent,
  defineComponent,
  h,
  isProxy,
  nextTick,
  reactive,
  Suspense,
  version,
  watchEffect,
} from 'vue'
import { renderToString } from 'vue/server-renderer'
import { setUp, setUpSignedIn, signIn } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { counted, describeDoor, toText } from './contract.js'
import { VUE } from './vue.js'

describeDoor(`Vue ${version}`, VUE)

let root: HTMLElement
let complaints: unknown[]

beforeEach(() => {
  root = document.createElement('div')
  document.body.replaceChildren(root)
  complaints = []
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said))
  // That Suspense is experimental.
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  onTestFinished(() => void vi.restoreAllMocks())
})

/** Shows a component in an app with this client; in the place of what a server rendered, where that is given. */
function show(auth: Auth, component: Component, html?: string) {
  if (html !== undefined) root.innerHTML = html
  const app = (html === undefined ? createApp : createSSRApp)(component).use(authPlugin(auth))
  onTestFinished(() => app.unmount())
  app.mount(root)
  return app
}

const render = (auth: Auth, component: Component) => renderToString(createSSRApp(component).use(authPlugin(auth)))

const says = (text: string) => until(() => root.textContent === text, `“${text}” in place of “${root.textContent}”`)

const Status = defineComponent(() => {
  const { status, user } = useAuth()
  // An element of its own: what a server renders of two texts is one.
  return () => h('i', toText({ status: status.value, user: user.value }))
})

describe('useAuth', () => {
  it('knows at once who is there, in an app that no server rendered', async () => {
    const { auth } = await setUpSignedIn()
    const seen: string[] = []
    const Seeing = defineComponent(() => {
      const { status } = useAuth()
      watchEffect(() => void seen.push(status.value))
      return () => status.value
    })

    show(auth, Seeing)

    expect(root.textContent).toBe('signed-in')
    expect(seen).toEqual(['signed-in'])
  })

  it('gives the user as the client has it, and no proxy, also inside of something reactive', async () => {
    const { auth } = await setUpSignedIn()
    let held: ReturnType<typeof useAuth> | undefined
    const Holder = defineComponent(() => {
      held = useAuth()
      return () => null
    })
    show(auth, Holder)
    const { user, state } = held ?? {}

    const around = reactive({ user })

    expect(user?.value).toBe(auth.state.user)
    expect(state?.value).toBe(auth.state)
    expect(around.user).toBe(auth.state.user)
  })

  it('makes no proxy of what a test double gives, which may be thawed', async () => {
    const state: AuthState<{ readonly address: { readonly country: string } }> = {
      status: 'signed-in',
      user: { address: { country: 'GB' } },
      scopes: {},
    }
    const subscribe: Auth['subscribe'] = (listener) => {
      listener(state as never)
      return () => undefined
    }
    let held: ReturnType<typeof useAuth> | undefined
    const Holder = defineComponent(() => {
      held = useAuth()
      return () => null
    })

    show(Object.create(setUp().tab.auth(), { subscribe: { value: subscribe } }), Holder)

    expect(held?.state.value).toBe(state)
    expect(held?.user.value).toBe(state.user)
    expect(isProxy(held?.user.value?.address)).toBe(false)
  })

  it('follows the client where there is no component: in a store, or in a guard', async () => {
    const { auth } = await setUpSignedIn()
    const app = show(auth, Status)
    const { status } = app.runWithContext(useAuth)
    expect(status.value).toBe('signed-in')

    await auth.signOut({ provider: false })

    expect(status.value).toBe('signed-out')
    expect(complaints).toEqual([])
  })

  it('listens once for an app, however many components ask', async () => {
    const { auth, listeners } = counted(await setUpSignedIn())

    const app = show(
      auth,
      defineComponent(() => () => [h(Status), h(Status), h(Status)]),
    )

    expect(listeners()).toBe(1)
    app.unmount()
    expect(listeners()).toBe(0)
  })

  it('listens to nothing in an app that is never mounted', async () => {
    const { auth, listeners } = counted(await setUpSignedIn())

    const app = createApp(Status).use(authPlugin(auth))
    app.runWithContext(useAuth)

    expect(listeners()).toBe(0)
  })
})

describe('a page of a server', () => {
  it('has nothing of one request in another, though all of them share one client', async () => {
    const { auth, listeners } = counted(await setUpSignedIn())

    const pages = await Promise.all(Array.from({ length: 5 }, () => render(auth, Status)))

    expect(new Set(pages)).toEqual(new Set(['<i>pending nobody</i>']))
    expect(listeners()).toBe(0)
  })

  it('differs in nothing where a part is put into place late, though the user is known by then', async () => {
    const { auth } = await setUpSignedIn()
    let arrive = (_: Component) => {}
    const Late = defineAsyncComponent(
      () =>
        new Promise<Component>((resolve) => {
          arrive = resolve
        }),
    )
    const page = (part: Component) => defineComponent(() => () => h('p', [h(Status), ', ', h(part)]))
    const Part = defineComponent(() => () => h('b', h(Status)))
    const html = await render(auth, page(Part))
    show(auth, page(Late), html)
    await says('signed-in Ada Lovelace, pending nobody')
    const before = root.querySelector('b')

    arrive(Part)

    await says('signed-in Ada Lovelace, signed-in Ada Lovelace')
    expect(root.querySelector('b')).toBe(before)
    expect(complaints).toEqual([])
  })

  it('differs in nothing where a component waits for its own data', async () => {
    const { auth } = await setUpSignedIn()
    let arrive = () => {}
    const Slow = defineComponent(async () => {
      const { status } = useAuth()
      await new Promise<void>((resolve) => {
        arrive = resolve
      })
      return () => h('b', status.value)
    })
    const page = defineComponent(() => () => h('p', [h(Status), ', ', h(Suspense, () => h(Slow))]))
    const rendered = render(auth, page)
    await turn()
    arrive()
    show(auth, page, await rendered)
    await says('signed-in Ada Lovelace, pending')
    const before = root.querySelector('b')

    arrive()

    await says('signed-in Ada Lovelace, signed-in')
    expect(root.querySelector('b')).toBe(before)
    expect(complaints).toEqual([])
  })

  it('is followed by components that know at once who is there', async () => {
    const { auth } = await setUpSignedIn()
    const shown = reactive({ more: false })
    const seen: string[] = []
    const More = defineComponent(() => {
      const { status } = useAuth()
      seen.push(status.value)
      return () => h('b', status.value)
    })
    const page = defineComponent(() => () => h('p', [h(Status), shown.more ? h(More) : null]))
    show(auth, page, await render(auth, page))
    await says('signed-in Ada Lovelace')

    shown.more = true
    await nextTick()

    expect(seen).toEqual(['signed-in'])
    expect(complaints).toEqual([])
  })

  it('is pending in a page that is loaded again, until the session is read', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const auth = tab.auth()

    show(auth, Status, await render(auth, Status))

    await says('pending nobody')
    await says('signed-in Ada Lovelace')
    expect(complaints).toEqual([])
  })
})
