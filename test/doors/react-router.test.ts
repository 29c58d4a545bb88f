// @vitest-environment happy-dom
import type { Auth, User } from 'latchkey'
import { requireUserLoader, requireUserMiddleware } from 'latchkey/react-router'
import {
  createBrowserRouter,
  createContext,
  createMemoryRouter,
  type LoaderFunctionArgs,
  type RouteObject,
} from 'react-router'
import { describe, expect, it, onTestFinished } from 'vitest'
import { APP, CALENDAR, departure, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { until } from '../support/until.js'

const userContext = createContext<User>()
type Options = Parameters<typeof requireUserLoader>[1]

/** Both ways to guard a route: the user is the data of the one called `private`. */
const GUARDS: Readonly<Record<string, (auth: Auth, options?: Options) => RouteObject>> = {
  loader: (auth, options) => ({ id: 'private', path: '/private', loader: requireUserLoader(auth, options) }),
  middleware: (auth, options) => ({
    middleware: [requireUserMiddleware(auth, { ...options, user: userContext })],
    children: [{ id: 'private', path: '/private', loader: ({ context }) => context.get(userContext) }],
  }),
}

function route(guarded: RouteObject, at = '/') {
  const routes = [
    { id: 'home', path: '/' },
    { id: 'away', path: '/away' },
    { id: 'root', children: [guarded] },
  ]
  const router = createMemoryRouter(routes, { initialEntries: [at], future: { v8_middleware: true } })
  onTestFinished(() => router.dispose())
  return router
}

type Router = ReturnType<typeof route>

const settled = (router: Router) => until(() => router.state.initialized && router.state.navigation.state === 'idle')
const toErrors = ({ state }: Router) => Object.values(state.errors ?? {}).map(({ code }) => code)

describe.each(Object.entries(GUARDS))('a guard that is a %s', (_, guard) => {
  it('gives the user who is signed in', async () => {
    const { auth, seen } = await setUpSignedIn()
    const router = route(guard(auth), '/private')
    await settled(router)

    await router.revalidate()

    expect(router.state.loaderData['private']).toBe(auth.state.user)
    expect(seen('token')).toEqual([])
  })

  it('waits while it is not yet known who is there', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()

    const router = route(guard(tab.auth()), '/private')
    await settled(router)

    expect(router.state.loaderData['private']).toMatchObject({ sub: 'ada' })
    expect(tab.departures).toHaveLength(1)
  })

  it('asks the user to sign in, and brings them to where the link led', async () => {
    const { tab, provider } = setUp()
    const router = route(guard(tab.auth()))
    const url = await departure(tab, async () => void router.navigate('/private?a=1'))
    expect(router.state.location.pathname).toBe('/')

    tab.goTo(await provider.authorize(url))
    await tab.auth().ready

    expect(tab.url).toBe(`${APP}/private?a=1`)
  })

  it('starts no sign-in for a navigation that was given up', async () => {
    const { world, tab } = setUp()
    const release = world.store.holdRead()
    const auth = tab.auth()
    const router = route(guard(auth))
    void router.navigate('/private')
    await until(() => router.state.navigation.state === 'loading')

    await router.navigate('/away')
    release()
    await auth.ready
    await world.rest()

    expect(router.state.location.pathname).toBe('/away')
    expect(tab.departures).toEqual([])
  })

  it('goes where it was told after a sign-out', async () => {
    const { tab, auth } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    tab.reload()
    const router = route(guard(tab.auth(), { signedOut: '/away' }), '/private')

    await settled(router)

    expect(router.state.location.pathname).toBe('/away')
    expect(router.state.errors).toBeNull()
  })

  it('tells the error boundary after a sign-out when it was told nothing', async () => {
    const { auth } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const router = route(guard(auth), '/private')

    await settled(router)

    expect(toErrors(router)).toEqual(['sign-in-required'])
  })

  it('tells the error boundary why a sign-in failed, wherever it would go after a sign-out', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
    const router = route(guard(tab.auth(), { signedOut: '/away' }), '/private')

    await settled(router)

    expect(toErrors(router)).toEqual(['sign-in-denied'])
  })

  it('asks for another sign-in when the one before is too old', async () => {
    const { world, tab, auth } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const router = route(guard(auth, { maxAge: 60 }))

    const url = await departure(tab, async () => void router.navigate('/private'))

    expect(new URL(url).searchParams.get('max_age')).toBe('60')
  })
})

describe('a loader', () => {
  it('loads for the user', async () => {
    const { auth, calls } = await setUpSignedIn()
    const load = async ({ request }: LoaderFunctionArgs, user: User) => {
      const response = await auth.fetch(`${CALENDAR}events`, { signal: request.signal })
      return `${user.name}: ${response.status}`
    }

    const router = route({ id: 'private', path: '/private', loader: requireUserLoader(auth, { load }) }, '/private')
    await settled(router)

    expect(router.state.loaderData['private']).toBe('Ada Lovelace: 200')
    expect(calls()).toHaveLength(1)
  })

  it('loads nothing before there is one', async () => {
    const { tab } = setUp()
    let loads = 0
    const loader = requireUserLoader(tab.auth(), { load: () => (loads += 1) })

    await departure(tab, async () => void route({ path: '/private', loader }, '/private'))

    expect(loads).toBe(0)
  })

  it('comes back to the hash of the page that is loaded, which no request of the router has', async () => {
    const { tab, provider } = setUp()
    const { happyDOM } = window as unknown as { happyDOM: { setURL: (url: string) => void } }
    happyDOM.setURL(`${APP}/private?a=1#h`)
    const loader = requireUserLoader(tab.auth())
    const url = await departure(tab, async () => {
      const router = createBrowserRouter([{ path: '/private', loader }])
      onTestFinished(() => router.dispose())
    })

    tab.goTo(await provider.authorize(url))
    await tab.auth().ready

    expect(tab.url).toBe(`${APP}/private?a=1#h`)
  })
})

describe('a middleware', () => {
  it('guards a route that loads nothing', async () => {
    const { tab } = setUp()
    const guarded = { middleware: [requireUserMiddleware(tab.auth())], children: [{ path: '/private' }] }
    const router = route(guarded)

    await departure(tab, async () => void router.navigate('/private'))

    expect(router.state.location.pathname).toBe('/')
  })

  it('puts nobody into the context when it was not told where', async () => {
    const { auth } = await setUpSignedIn()
    const loader: RouteObject['loader'] = ({ context }) => context.get(userContext)
    const guarded = { middleware: [requireUserMiddleware(auth)], children: [{ path: '/private', loader }] }
    const router = route(guarded, '/private')

    await settled(router)

    expect(Object.values(router.state.errors ?? {})).toEqual([expect.any(Error)])
  })
})
