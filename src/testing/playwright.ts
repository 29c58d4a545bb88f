/**
 * Sign-in for tests in real browsers, driven by Playwright: the provider and the APIs of an app are answered by interception, without a
 * server and a port, and the app signs in by its own code.
 *
 * @module
 */
export type { ApiAnswer, ApiCall, ApiGuard } from './interception/api-routes.js'
export type { AppContext, AppElement, AppFrame, AppPage, Fulfilment } from './interception/browser.js'
export { type AuthFixture, authFixture } from './interception/fixture.js'
export { FixtureError, type FixtureErrorCode } from './interception/fixture-error.js'
export {
  type AuthFixtures,
  type InterceptedAuth,
  interceptAuth,
  type SignedInAsOptions,
} from './interception/intercept-auth.js'
export type { AuthFixtureOptions } from './interception/options.js'
