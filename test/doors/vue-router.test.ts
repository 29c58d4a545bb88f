// @vitest-environment happy-dom
import type { Auth, RequireUserOptions } from 'latchkey'
import { authPlugin, signedInGuard, useAuth } from 'latchkey/vue'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp, createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import {
  createMemoryHistory,
  createRouter,
  createWebHashHistory,
  loadRouteLocation,
  type Router,
  type RouterHistory,
  RouterLink,
  RouterView,
} from 'vue-router'
import { createServerAuth } from '../../src/auth/server-auth.js'
import { APP, CLIENT_ID, departure, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { toText } from './contract.js'

type Options = Parameters<typeof signedInGuard>[1]

let complaints: unknown[]

beforeEach(() => {
  complaints = []
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void complaints.push(said))
  onTestFinished(() => void vi.restoreAllMocks())
})

const Status = defineComponent(() => {
  const { status, user } = useAuth()
  return () => toText({ status: status.value, user: user.value })
})

/** The router of an app with a home, a page behind a sign-in, and one to go to instead. */
function route(auth: Auth, options?: Options, history: RouterHistory = createMemoryHistory()) {
  const loaded: string[] = []
  const lazy = (name: string) => async () => {
    loaded.push(name)
    return Status
  }
  const router = createRouter({
    history,
    routes: [
      { path: '/', component: Status },
      { path: '/away', component: { render: () => 'away' } },
      {
        path: '/private',
        meta: { signedIn: true },
        children: [
          { path: '', component: lazy('private') },
          { path: 'deep', component: Status },
          { path: 'open', component: Status, meta: { signedIn: false } },
        ],
      },
    ],
  })
  router.beforeEach(signedInGuard(auth, options))
  const errors: unknown[] = []
  router.onError((error) => void errors.push(error.code))
  return { router, errors, loaded }
}

const at = ({ currentRoute }: Router) => currentRoute.value.fullPath

/** Shows the app of a router, with a link from everywhere to the page behind a sign-in. */
function show(auth: Auth, router: Router) {
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  const app = createApp(() => [
    h(RouterLink, { to: '/private?a=1#h' }, () => 'link '),
    h(RouterView, null, {
      default: ({ Component }: { Component?: object }) => (Component ? h(Component) : 'one moment'),
    }),
  ])
  app.use(authPlugin(auth)).use(router).mount(root)
  onTestFinished(() => app.unmount())
  const says = (text: string) => until(() => root.textContent === text, `“${text}” in place of “${root.textContent}”`)
  return { says, link: () => root.querySelector('a') as HTMLElement }
}

describe('signedInGuard', () => {
  it('lets a signed-in user in', async () => {
    const { auth } = await setUpSignedIn()
    const { router } = route(auth)

    await router.push('/private')

    expect(at(router)).toBe('/private')
  })

  it('asks nothing of a route that is for everybody, and does not wait for it', async () => {
    const { tab, world } = setUp()
    const release = world.store.holdRead()
    const { router } = route(tab.auth())

    await router.push('/')
    await router.push('/private/open')

    expect(at(router)).toBe('/private/open')
    release()
    await world.rest()
    expect(tab.departures).toEqual([])
  })

  it('guards what is below a guarded route', async () => {
    const { tab } = setUp()
    const { router } = route(tab.auth())

    await departure(tab, () => router.push('/private/deep'))

    expect(at(router)).toBe('/')
  })

  it('waits in the first navigation until it is known who is there, and the rest of the page is drawn meanwhile', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const auth = tab.auth()
    const history = createMemoryHistory()
    history.replace('/private')
    const { router } = route(auth, {}, history)

    const { says } = show(auth, router)

    await says('link one moment')
    await says('link signed-in Ada Lovelace')
    expect(tab.departures).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  it.each([
    ['its query and its hash', () => createMemoryHistory(), '/private?a=1#h'],
    ['the base of the router', () => createMemoryHistory('/app/'), '/app/private?a=1#h'],
    ['the # of the router', () => createWebHashHistory(), '/app/#/private?a=1#h'],
  ])('asks to sign in, and brings the user to where the link led, with %s', async (_, createHistory, address) => {
    const { tab, provider } = setUp()
    tab.goTo(`${APP}/app/`)
    const { router } = route(tab.auth(), {}, createHistory())
    await router.push('/')
    const url = await departure(tab, () => router.push('/private?a=1#h'))

    tab.goTo(await provider.authorize(url))
    await tab.auth().ready

    expect(tab.url).toBe(`${APP}${address}`)
  })

  it('goes where it was told after a sign-out, by the router’s own redirect', async () => {
    const { auth, tab } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const { router, errors } = route(auth, { signedOut: { path: '/away', query: { why: 'out' } } })
    const before = tab.departures.length

    await router.push('/private')

    expect(at(router)).toBe('/away?why=out')
    expect(router.currentRoute.value.redirectedFrom?.fullPath).toBe('/private')
    expect([errors, complaints, tab.departures.length - before]).toEqual([[], [], 0])
  })

  it('does so in the first navigation, too: no page is empty', async () => {
    const { auth, tab } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    tab.reload()
    const history = createMemoryHistory()
    history.replace('/private')
    const { router } = route(tab.auth(), { signedOut: '/away' }, history)

    const { says } = show(tab.auth(), router)

    await says('link away')
    expect(complaints).toEqual([])
  })

  it('fails the navigation after a sign-out when it was told nothing', async () => {
    const { auth } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const { router, errors } = route(auth)

    await expect(router.push('/private')).rejects.toMatchObject({ code: 'sign-in-required' })

    expect(errors).toEqual(['sign-in-required'])
  })

  it('fails it with the error of a sign-in that failed, wherever it would go after a sign-out', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
    const { router, errors } = route(tab.auth(), { signedOut: '/away' })

    await expect(router.push('/private')).rejects.toMatchObject({ code: 'sign-in-denied' })

    expect(errors).toEqual(['sign-in-denied'])
  })

  it('starts no sign-in for a navigation that was given up, and none fails', async () => {
    const { world, tab } = setUp()
    const release = world.store.holdRead()
    const auth = tab.auth()
    const { router, errors } = route(auth)
    await router.push('/')
    const given = router.push('/private')
    await turn()

    await router.push('/away')
    release()
    await auth.ready
    await world.rest()
    await given

    expect(at(router)).toBe('/away')
    expect([tab.departures, errors, complaints]).toEqual([[], [], []])
  })

  it('asks again when the user comes back from the provider without having signed in', async () => {
    const { tab } = setUp()
    const { router } = route(tab.auth())
    await departure(tab, () => router.push('/private'))
    tab.freeze()
    tab.restore()

    const url = await departure(tab, () => router.push('/private'))

    expect(url).toContain(`${ISSUER}/authorize?`)
  })

  it('asks for another sign-in when the one before is too old', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const { router } = route(auth, { maxAge: 60 })

    const url = await departure(tab, () => router.push('/private'))

    expect(new URL(url).searchParams.get('max_age')).toBe('60')
  })
})

describe('a preload', () => {
  it('never leaves: not by a pointer, a finger or the focus on a link, nor by what is loaded ahead', async () => {
    const { tab, world } = setUp()
    const auth = tab.auth()
    await auth.ready
    const { router, loaded } = route(auth)
    const { link, says } = show(auth, router)
    await says('link signed-out nobody')

    for (const type of ['pointerover', 'mouseover', 'mouseenter', 'touchstart', 'focus', 'focusin'])
      link().dispatchEvent(new Event(type, { bubbles: true }))
    // What NuxtLink does for a link in sight, and what `loadRouteLocation` of the router does for all components of a route.
    await loadRouteLocation(router.resolve('/private'))
    await world.rest()

    expect(loaded).toEqual(['private'])
    expect([tab.departures, at(router)]).toEqual([[], '/'])
    await departure(tab, async () => link().click())
  })
})

describe('a server', () => {
  const options = { issuer: ISSUER, clientId: CLIENT_ID }

  it('lets everybody through and renders pending, whatever was to be done after a sign-out', async () => {
    const auth = createServerAuth(options, fetch)
    const { router, errors } = route(auth, { signedOut: '/away' })
    const app = createSSRApp(RouterView).use(authPlugin(auth)).use(router)
    await router.push('/private')

    const html = await renderToString(app)

    expect(html).toContain('pending nobody')
    expect([errors, complaints]).toEqual([[], []])
  })

  it('lets no request get into the way of another, though they share the guard', async () => {
    const asked: RequireUserOptions[] = []
    const server = createServerAuth(options, fetch)
    const auth = Object.create(server, {
      requireUser: {
        value: (given: RequireUserOptions) => {
          asked.push(given)
          return server.requireUser(given)
        },
      },
    })
    const guard = signedInGuard(auth)
    const toRouter = () => {
      const router = createRouter({
        history: createMemoryHistory(),
        routes: [{ path: '/private', component: Status, meta: { signedIn: true } }],
      })
      router.beforeEach(guard)
      return router
    }
    const routers = [toRouter(), toRouter(), toRouter()]

    await Promise.all(routers.map((router) => router.push('/private')))

    expect(routers.map(at)).toEqual(['/private', '/private', '/private'])
    expect(asked).toHaveLength(3)
  })
})
