import type { Auth } from 'latchkey'
import { createTestAuth, type TestAuth } from 'latchkey/testing'
import {
  ADA,
  CALENDAR,
  departure,
  GRACE,
  type Home,
  ISSUER,
  setUp,
  setUpSignedIn,
  signIn,
  visitProvider,
} from '../support/home.js'
import { until } from '../support/until.js'

/** A client of an app, and what a test does in the place of the world around it. */
export interface Client {
  readonly auth: Auth
  /** The tokens of the calls that reached the calendar. */
  readonly sent: () => readonly ('access' | 'none')[]
  /** Resolves when nothing is under way. */
  readonly rest: () => Promise<unknown>
  /** What becomes of a sign-in that `start` begins: whether it leaves for the provider. */
  readonly leaves: (start: () => unknown) => Promise<boolean>
  /** Has Ada sign in in the popup that `start` opens. */
  readonly popup: (start: () => unknown) => Promise<unknown>
  /** Has the provider be out of reach of the sign-in that `start` begins; gives what it rejects with. */
  readonly unreachable: (start: () => unknown) => Promise<unknown>
}

/** Where the clients of the contract come from. */
export interface Clients {
  readonly signedIn: (sub?: 'ada' | 'grace') => Promise<Client>
  readonly signedOut: () => Client
  /** A page that does not know yet that Ada is signed in, until it is told. */
  readonly pending: () => Promise<Client & { readonly settle: () => void }>
  /** A page that the provider has sent back with `access_denied`. */
  readonly denied: () => Promise<Client>
}

/** The core, in a world with a provider. */
export const CORE: Clients = {
  signedIn: async (sub = 'ada') => {
    const home = sub === 'ada' ? await setUpSignedIn() : setUp()
    return toClient(
      home,
      'auth' in home ? (home.auth as Auth) : await signIn(home.tab, home.provider, { visit: { user: sub } }),
    )
  },
  signedOut: () => {
    const home = setUp()
    return toClient(home, home.tab.auth())
  },
  pending: async () => {
    const home = setUp()
    await signIn(home.tab, home.provider)
    const settle = home.world.store.holdRead()
    home.tab.reload()
    return { ...toClient(home, home.tab.auth()), settle }
  },
  denied: async () => {
    const home = setUp()
    home.tab.goTo(await visitProvider(home.tab, home.provider, { visit: { deny: 'access_denied' } }))
    return toClient(home, home.tab.auth())
  },
}

function toClient({ tab, provider, world, calls }: Home, auth: Auth): Client {
  return {
    auth,
    sent: () => calls().map(({ headers }) => (/^Bearer /.test(headers.get('authorization') ?? '') ? 'access' : 'none')),
    rest: () => world.rest(),
    leaves: async (start) => (await departure(tab, async () => start())).startsWith(`${ISSUER}/authorize?`),
    async popup(start) {
      const user = start()
      const url = await until(() => tab.windows[0]?.url)
      const page = tab.windows[0]?.goTo(await provider.authorize(url))
      page?.auth()
      await until(() => page?.isClosed)
      await world.advanceSeconds(1)
      return user
    },
    async unreachable(start) {
      world.network.isOnline = false
      return Promise.resolve(start()).catch((error: unknown) => error)
    },
  }
}

const APIS = { calendar: { url: CALENDAR, scopes: ['events.read', 'events.write'] } }

/** The double for an app's own tests: every door takes it in the place of the core. */
export const DOUBLE: Clients = {
  signedIn: async (sub = 'ada') => ofDouble(createTestAuth({ user: sub === 'ada' ? ADA : GRACE, apis: APIS })),
  signedOut: () => ofDouble(createTestAuth({ apis: APIS })),
  pending: async () => {
    const auth = createTestAuth({ status: 'pending', user: ADA, apis: APIS })
    return { ...ofDouble(auth), settle: () => auth.set('signed-in') }
  },
  denied: async () => ofDouble(createTestAuth({ error: 'sign-in-denied', apis: APIS })),
}

function ofDouble(auth: TestAuth<Auth['state']['user'] & object, 'calendar'>): Client {
  return {
    auth: auth as unknown as Auth,
    sent: () => auth.calls.map(({ token }) => token),
    rest: async () => undefined,
    async leaves(start) {
      const before = auth.signIns.length
      start()
      return auth.signIns.length === before + 1
    },
    async popup(start) {
      const user = start()
      auth.set('signed-in')
      return user
    },
    async unreachable(start) {
      const left = Promise.resolve(start()).catch((error: unknown) => error)
      auth.fail('discovery-unreachable', { url: ISSUER })
      return left
    },
  }
}
