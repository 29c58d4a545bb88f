// @vitest-environment happy-dom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import type { Auth } from 'latchkey'
import { requireUserBeforeLoad } from 'latchkey/tanstack-router'
import { createElement as h } from 'react'
import { createRoot } from 'react-dom/client'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { APP, departure, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'

let complaints: unknown[]

beforeEach(() => {
  complaints = []
  vi.spyOn(console, 'error').mockImplementation((...said) => void complaints.push(said))
  vi.spyOn(console, 'warn').mockImplementation((...said) => void complaints.push(said))
  onTestFinished(() => void vi.restoreAllMocks())
})

/** An app with a link from its home to a protected page, shown. */
function show(auth: Auth, options: Parameters<typeof requireUserBeforeLoad>[1] = {}, at = '/') {
  const root = createRootRoute({ component: Outlet })
  const getParentRoute = () => root
  const home = createRoute({
    getParentRoute,
    path: '/',
    component: () => h('p', null, 'home ', h(Link, { to: '/private', search: { a: 1 }, hash: 'h' } as never, 'link')),
  })
  const away = createRoute({ getParentRoute, path: '/away', component: () => 'away' })
  let loads = 0
  const guarded = createRoute({
    getParentRoute,
    path: '/private',
    beforeLoad: requireUserBeforeLoad(auth, options),
    loader: ({ context }) => {
      loads += 1
      return context.user.name
    },
    component: () => `private of ${guarded.useLoaderData()}`,
    errorComponent: ({ error }) => `error ${(error as { code?: string }).code}`,
  })
  const router = createRouter({
    routeTree: root.addChildren([home, away, guarded]),
    history: createMemoryHistory({ initialEntries: [at] }),
    defaultPreload: 'intent',
    defaultPreloadDelay: 0,
    basepath: '/app',
  })
  const element = document.createElement('div')
  document.body.replaceChildren(element)
  const shown = createRoot(element)
  shown.render(h(RouterProvider, { router }))
  onTestFinished(() => shown.unmount())
  const says = (text: string) =>
    until(() => element.textContent === text, `“${text}” in place of “${element.textContent}”`)
  const link = () => until(() => element.querySelector('a'))
  return { router, says, link, loads: () => loads }
}

async function hover(link: () => Promise<HTMLElement>): Promise<void> {
  const element = await link()
  for (const type of ['mouseover', 'mouseenter']) element.dispatchEvent(new MouseEvent(type, { bubbles: true }))
  await new Promise((resolve) => setTimeout(resolve, 20))
  await turn()
}

const click = async (link: () => Promise<HTMLElement>) => (await link()).click()

it('lets a signed-in user in, and tells the route who it is', async () => {
  const { auth } = await setUpSignedIn()
  const { says, link } = show(auth)

  await click(link)

  await says('private of Ada Lovelace')
  expect(complaints).toEqual([])
})

it('waits while it is not yet known who is there', async () => {
  const { tab, provider } = setUp()
  await signIn(tab, provider)
  tab.reload()

  const { says } = show(tab.auth(), {}, '/app/private')

  await says('private of Ada Lovelace')
  expect(tab.departures).toHaveLength(1)
})

it('asks the user to sign in, and brings them to where the link led, query, hash and base path included', async () => {
  const { tab, provider } = setUp()
  const { link } = show(tab.auth())
  const url = await departure(tab, () => click(link))

  tab.goTo(await provider.authorize(url))
  await tab.auth().ready

  expect(tab.url).toBe(`${APP}/app/private?a=1#h`)
})

it('does nothing when the pointer is over a link, and asks at the click', async () => {
  const { tab, world } = setUp()
  await tab.auth().ready
  const { link, loads } = show(tab.auth(), { signedOut: '/away' })

  await hover(link)
  await world.rest()
  expect([tab.departures, loads(), complaints]).toEqual([[], 0, []])

  await departure(tab, () => click(link))
})

it('loads ahead for a signed-in user', async () => {
  const { auth } = await setUpSignedIn()
  const { link, loads, says } = show(auth)

  await hover(link)
  await until(() => loads() === 1)
  await click(link)

  await says('private of Ada Lovelace')
})

it('lets in whoever has signed in since the pointer was over the link', async () => {
  const { tab, provider, world } = setUp()
  const auth = tab.auth()
  await auth.ready
  const { link, says } = show(auth)
  await hover(link)
  const user = auth.signIn({ mode: 'popup' })
  const page = tab.windows[0]?.goTo(await provider.authorize(await until(() => tab.windows[0]?.url)))
  page?.auth()
  await until(() => page?.isClosed)
  await world.advanceSeconds(1)
  await user

  await click(link)

  await says('private of Ada Lovelace')
})

it('goes where it was told after a sign-out', async () => {
  const { auth } = await setUpSignedIn()
  await auth.signOut({ provider: false })
  const { says, router } = show(auth, { signedOut: '/away' }, '/app/private')

  await says('away')
  expect(router.state.location.pathname).toBe('/away')
  expect(complaints).toEqual([])
})

it('tells the error component after a sign-out when it was told nothing', async () => {
  const { auth } = await setUpSignedIn()
  await auth.signOut({ provider: false })

  const { says } = show(auth, {}, '/app/private')

  await says('error sign-in-required')
})

it('tells the error component why a sign-in failed, wherever it would go after a sign-out', async () => {
  const { tab, provider } = setUp()
  tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))

  const { says } = show(tab.auth(), { signedOut: '/away' }, '/app/private')

  await says('error sign-in-denied')
})

it('starts no sign-in for a navigation that was given up', async () => {
  const { world, tab } = setUp()
  const release = world.store.holdRead()
  const auth = tab.auth()
  const { link, router, says } = show(auth)
  await click(link)
  await turn()

  void router.navigate({ to: '/away' })
  await says('away')
  release()
  await auth.ready
  await world.rest()

  expect(tab.departures).toEqual([])
})
