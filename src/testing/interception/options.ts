import type { TestProviderOptions } from '../test-provider-options.js'
import type { AppPage } from './browser.js'

/** What the fixture is told. */
export interface AuthFixtureOptions {
  /** The issuer, as the app has it. */
  readonly issuer: string

  /** The client id, as the app has it. */
  readonly clientId: string

  /** Where the app is, and where `signedInAs` begins: `baseURL` of Playwright's settings unless set. */
  readonly url?: string | undefined

  /** Where the app wants to come back to, relative to `url`: its `redirectUri`, and its `relayUri`. `/` unless set. */
  readonly redirectUri?: string | readonly string[] | undefined

  /** Where it wants to come back to after signing out; as `redirectUri` unless set. */
  readonly postLogoutRedirectUri?: string | readonly string[] | undefined

  /**
   * What a user does in the app to sign in: `(page) => page.getByRole('button', { name: 'Sign in' }).click()`. Unset for an app that
   * leaves for the provider by itself, as one does whose first page is for signed-in users. `signedInAs` waits for its end, too.
   */
  signIn?(page: AppPage): Promise<unknown>

  /** How long `signedInAs` waits for the app to sign in. In milliseconds, from 0; 20000 unless set. */
  readonly longestSignInMs?: number | undefined

  /** Further options of `createTestProvider`. None unless set. */
  readonly provider?: Partial<TestProviderOptions> | undefined
}

/** Where the app is, and what the provider knows of it. */
export interface AppAddresses {
  readonly start: string
  readonly redirectUri: readonly string[]
  readonly postLogoutRedirectUri: readonly string[]
  /** The origins that provider and APIs let read their answers. */
  readonly origins: readonly string[]
}

/**
 * The addresses of the app.
 * @throws {TypeError} when nothing says where the app is
 */
export function toAppAddresses(options: AuthFixtureOptions, baseUrl: string | undefined): AppAddresses {
  const { url = baseUrl, redirectUri = '/', postLogoutRedirectUri = redirectUri } = options
  if (!url || !URL.canParse(url))
    throw new TypeError(
      'The fixture has to know where the app is: set `use.baseURL` in playwright.config.ts, or its option `url`',
    )
  const resolve = (addresses: string | readonly string[]) => [addresses].flat().map((each) => new URL(each, url).href)
  const back = resolve(redirectUri)
  return {
    start: new URL(url).href,
    redirectUri: back,
    postLogoutRedirectUri: resolve(postLogoutRedirectUri),
    origins: [...new Set([url, ...back].map((each) => new URL(each).origin))],
  }
}
