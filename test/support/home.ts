import { createTestProvider, type TestProvider, type TestProviderOptions, type Visit } from 'latchkey/testing'
import type { Auth } from '../../src/auth/auth.js'
import type { SignInOptions } from '../../src/client/options.js'
import type { Sent } from './network.js'
import type { Options, Tab } from './tab.js'
import { until } from './until.js'
import { World } from './world.js'

export const ISSUER = 'https://id.example.com'
export const CLIENT_ID = 'todo-spa'
export const APP = 'https://todo.example.com'
export const CALENDAR = 'https://calendar.example.com/v1/'

export const ADA = {
  sub: 'ada',
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  picture: 'https://pictures.example.com/ada.png',
  email: 'ada@example.com',
  email_verified: true,
}
export const GRACE = { sub: 'grace', name: 'Grace Hopper', email: 'grace@example.com' }

/** A world with a to-do app, its provider and a calendar API that lets good access tokens in. */
export interface Home {
  readonly world: World
  readonly provider: TestProvider
  /** The first tab, at the app's root. */
  readonly tab: Tab
  /** What reached the calendar. */
  readonly calls: () => readonly Sent[]
  /** What reached an endpoint of the provider, in order. */
  readonly seen: (endpoint: string) => TestProvider['requests']
  /** Answers in the calendar's place until the returned function is called. */
  readonly calendar: (answer: (request: Request) => Response | Promise<Response>) => () => void
}

export interface HomeOptions {
  readonly origin?: string
  readonly provider?: Partial<TestProviderOptions>
  readonly auth?: Partial<Options>
}

export function setUp({ origin = APP, provider: told, auth }: HomeOptions = {}): Home {
  const provider = createTestProvider({
    ...(told?.like ? { like: told.like } : { issuer: ISSUER }),
    clientId: CLIENT_ID,
    redirectUri: `${origin}/`,
    users: [ADA, GRACE],
    now: () => world.time,
    ...told,
  })
  const options: Options = {
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    apis: { calendar: { url: CALENDAR, scopes: ['events.read', 'events.write'] } },
    ...auth,
  }
  const world: World = new World(options, origin)
  world.serveProvider(provider)
  let answer: ((request: Request) => Response | Promise<Response>) | undefined
  world.serve(CALENDAR, async (request) => {
    if (answer) return answer(request)
    return (await provider.guard(request)) ?? Response.json({ entries: [] })
  })
  return {
    world,
    provider,
    tab: world.openTab('/'),
    calls: () => world.network.to(CALENDAR),
    seen: (endpoint) => provider.requests.filter((request) => request.endpoint === endpoint),
    calendar: (answerer) => {
      answer = answerer
      return () => {
        answer = undefined
      }
    },
  }
}

/** Does something that makes the page leave, and gives the address it leaves for. Rejects when it rejects. */
export async function departure(tab: Tab, act: () => Promise<unknown>): Promise<string> {
  const before = tab.departures.length
  const left = until(() => tab.departures[before], 'the page to leave')
  left.catch(() => undefined)
  // What leaves may resolve (a sign-out) or never settle (a sign-in); only its failure is news.
  return Promise.race([left, act().then(() => left)])
}

/** Starts a sign-in in a tab, plays the user at the provider, and gives the address the provider sends the browser back to. */
export async function visitProvider(
  tab: Tab,
  provider: TestProvider,
  { options, visit }: { readonly options?: SignInOptions; readonly visit?: Visit } = {},
): Promise<string> {
  const auth = tab.auth()
  await auth.ready
  const url = await departure(tab, () => auth.signIn(options))
  return provider.authorize(url, visit)
}

/** Plays a whole sign-in: away, and back into a page that completes it. Gives the `Auth` of that page, settled. */
export async function signIn(
  tab: Tab,
  provider: TestProvider,
  how: { readonly options?: SignInOptions; readonly visit?: Visit } = {},
): Promise<Auth> {
  const address = await visitProvider(tab, provider, how)
  tab.goTo(address)
  const auth = tab.auth()
  await auth.ready
  return auth
}

/** A home whose first tab is signed in and at rest. What that took is not in the logs. */
export async function setUpSignedIn(told: HomeOptions = {}): Promise<Home & { readonly auth: Auth }> {
  const home = setUp(told)
  const auth = await signIn(home.tab, home.provider)
  await home.world.rest()
  home.provider.requests.length = 0
  home.world.network.sent.length = 0
  return { ...home, auth }
}

/** The same some time after the access token has expired. */
export async function setUpExpired(told: HomeOptions = {}): Promise<Home & { readonly auth: Auth }> {
  const home = await setUpSignedIn(told)
  await home.world.advanceSeconds(600)
  return home
}
