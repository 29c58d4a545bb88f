import type { Visit } from '../authorization-endpoint.js'
import { createTestProvider, type TestProvider } from '../test-provider.js'
import { type TestUser, toSettings } from '../test-provider-options.js'
import { createAnswering } from './answering.js'
import { type ApiAnswer, type ApiCall, type ApiGuard, declareApi } from './api-routes.js'
import { readBodies } from './bodies.js'
import type { AppContext, AppPage, RoutedAddress } from './browser.js'
import { type AuthFixtureOptions, toAppAddresses } from './options.js'
import { collectProblems } from './problems.js'
import { createProviderRoutes } from './provider-routes.js'
import { createSignIns } from './sign-ins.js'
import { findStray } from './strays.js'

/** What the user does while signing in, and where: the first page of the context unless set. */
export interface SignedInAsOptions extends Omit<Visit, 'user' | 'deny'> {
  /** Where the user signs in. The first page of the context unless set. */
  readonly page?: AppPage
}

/** What a test does with sign-ins and APIs; every member can be passed around unbound. */
export interface AuthFixtures {
  /** The provider: it can be told to lie, to revoke, to be slow or away. */
  readonly provider: TestProvider

  /**
   * Signs a user in at the provider and, by the app's own code, to the app. Resolves on the first page of the app, signed in; whatever is
   * navigated to next finds the session.
   */
  readonly signedInAs: (user: TestUser, options?: SignedInAsOptions) => Promise<void>

  /** What the user does at the provider's page from here on: `{ deny: 'access_denied' }`, say. `{}`: they agree to everything. */
  readonly atProvider: (visit: Visit) => void

  /** Declares an API by its addresses, as `page.route` takes them. Every call is checked as a real API would; gives the calls so far. */
  readonly api: (url: RoutedAddress, guard: ApiGuard, answer: ApiAnswer) => readonly ApiCall[]

  /** Ends the time of the access tokens: the next call is refused with 401, and the app renews. */
  readonly expireAccessToken: () => void

  /** The user signs out elsewhere, in another app or at the provider, which takes back all that it gave. The app learns of it when it next renews. */
  readonly signOutElsewhere: () => void
}

/** The fixtures of one context, for tests that make their contexts themselves. */
export interface InterceptedAuth extends AuthFixtures {
  /** Ends them. @throws {FixtureError} the first mistake that was seen and did not end in an exception yet */
  readonly close: () => void
}

/**
 * Has a provider inside the test answer what the pages of a context ask of its issuer, without a server and a port. For
 * `playwright-core` alone; with `@playwright/test`, `authFixture` does it.
 *
 * ```ts
 * const context = await browser.newContext({ serviceWorkers: 'block' })
 * const auth = await interceptAuth(context, { issuer: 'https://id.example.com', clientId: 'todo-spa', url: 'http://localhost:5173/' })
 * await auth.signedInAs({ sub: 'ada', name: 'Ada' })
 * ```
 *
 * @throws {TypeError} when nothing says where the app is
 */
export async function interceptAuth(
  context: AppContext,
  options: AuthFixtureOptions,
  baseUrl?: string,
): Promise<InterceptedAuth> {
  const app = toAppAddresses(options, baseUrl)
  const { issuer, clientId } = options
  const { redirectUri, postLogoutRedirectUri, start, origins } = app
  const all = { redirectUri, postLogoutRedirectUri, ...options.provider, issuer, clientId }
  const provider = createTestProvider(all)
  const settings = toSettings(all)
  const { audience } = settings
  const problems = collectProblems()
  const answering = createAnswering(context, problems)
  const bodies = await readBodies(context)
  let visit: Visit = {}
  const routes = createProviderRoutes({ provider, settings, app, bodies, visit: () => visit, report: problems.report })
  const signIns = createSignIns({ context, provider, start, options, problems })
  // What is routed last is asked first: the provider, and before it the APIs that a test declares.
  await context.route(
    () => true,
    answering.unless((paused) => findStray(paused, provider)),
  )
  await context.route(routes.isTheirs, answering.by(routes.answer))

  const { mustBeOpen } = answering
  return {
    provider,
    async signedInAs(user, { page, ...how } = {}) {
      mustBeOpen()
      visit = { ...how, user: user.sub }
      await signIns.signIn(user, page).finally(() => {
        visit = {}
      })
    },
    atProvider(next) {
      mustBeOpen()
      visit = next
    },
    api(url, guard, answer) {
      mustBeOpen()
      return declareApi({ provider, bodies, audience, origins }, answering.by, { context, url, guard, answer })
    },
    expireAccessToken() {
      mustBeOpen()
      provider.expireAccessTokens()
    },
    signOutElsewhere() {
      mustBeOpen()
      provider.endSessions()
      provider.revokeAll()
    },
    close: answering.close,
  }
}
