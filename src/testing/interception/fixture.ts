import type { AppContext } from './browser.js'
import { type AuthFixtures, type InterceptedAuth, interceptAuth } from './intercept-auth.js'
import type { AuthFixtureOptions } from './options.js'

/** What a fixture gets, and what hands it on to the test. */
type Fixture<Given, Value> = (given: Given, use: (value: Value) => Promise<void>) => Promise<void>

/** What the fixtures are made of. */
interface OfContext {
  /** The context of the test. */
  readonly context: AppContext
}

/** The fixtures for `test.extend`. */
export type AuthFixture = {
  readonly [Name in keyof AuthFixtures]: Fixture<OfContext, AuthFixtures[Name]>
} & {
  /**
   * No service worker runs: what it fetches would pass by. Handed over as Playwright has options: the value, and its `scope` as
   * an `option`.
   */
  readonly serviceWorkers: ['block', { scope: 'test'; option: true }]
  /** The `context` of the test with its provider; `baseURL` of Playwright's settings is where the app is. */
  readonly context: <Context extends AppContext>(
    given: { readonly context: Context; readonly baseURL?: string | undefined },
    use: (context: Context) => Promise<void>,
  ) => Promise<void>
}

/**
 * The fixtures for Playwright Test: a provider that answers the pages of each test by interception, and what a test does with it. Every
 * test has its own, and the context that each test has anyway is what is intercepted: nothing has to be asked for.
 *
 * ```ts
 * import { test as base } from '@playwright/test'
 * import { type AuthFixtures, authFixture } from 'latchkey/testing/playwright'
 *
 * export const test = base.extend<AuthFixtures>(authFixture({ issuer: 'https://id.example.com', clientId: 'todo-spa' }))
 * ```
 */
export function authFixture(options: AuthFixtureOptions): AuthFixture {
  const intercepted = new WeakMap<AppContext, InterceptedAuth>()
  const hand =
    <Name extends keyof AuthFixtures>(name: Name): Fixture<OfContext, AuthFixtures[Name]> =>
    // Playwright reads from the text of a function which fixtures it wants.
    async ({ context }, use) => {
      const auth = intercepted.get(context)
      if (!auth) throw new TypeError('The context of a test was replaced by a fixture that came after `authFixture`')
      await use(auth[name])
    }
  return {
    // What a service worker fetches passes by no route.
    serviceWorkers: ['block', { scope: 'test', option: true }],
    context: async ({ context, baseURL }, use) => {
      const auth = await interceptAuth(context, options, baseURL)
      intercepted.set(context, auth)
      await use(context)
      auth.close()
    },
    provider: hand('provider'),
    signedInAs: hand('signedInAs'),
    atProvider: hand('atProvider'),
    api: hand('api'),
    expireAccessToken: hand('expireAccessToken'),
    signOutElsewhere: hand('signOutElsewhere'),
  }
}
